"""Every setting with its kind, bounds and default. What each means: config.example.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import idna
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from civicreport.config.languages import PSEUDO_LANGUAGES, Language


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SpokenText(Section):
    language: Language
    text: str


class Site(Section):
    name: str = "CivicReport"
    url: str = "http://127.0.0.1:8000"
    mode: Literal["live", "staging", "demo"] = "live"
    language: Language = "en"
    languages: tuple[Language, ...] = ()
    timezone: str = "Europe/London"
    operator_email: str = ""
    emergency_text: str = "Danger to life? Call 999. A live or fallen cable? Call 105."
    emergency_texts: tuple[SpokenText, ...] = ()

    @model_validator(mode="after")
    def _each_language_once(self) -> Site:
        if len({self.language, *self.languages}) <= len(self.languages):
            raise ValueError("languages are those beside site.language, each once")
        if self.mode == "live" and {self.language, *self.languages} & PSEUDO_LANGUAGES:
            raise ValueError("pseudo-languages are for trying out, not for a live site")
        return self

    @model_validator(mode="after")
    def _url_is_absolute(self) -> Site:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https://")
        return self


class Server(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    threads: Annotated[int, Field(ge=1, le=64)] = 8
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    metrics_token: str = ""


class Database(Section):
    pool_size: Annotated[int, Field(ge=2, le=200)] = 18


class Map(Section):
    tiles: str = "none"
    attribution: str = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] = 54.5
    longitude: Annotated[float, Field(ge=-180, le=180)] = -3.0
    zoom: Annotated[int, Field(ge=1, le=19)] = 6
    max_zoom: Annotated[int, Field(ge=10, le=22)] = 19


class Geocoder(Section):
    nominatim_url: str = ""
    timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 3.0
    country_codes: str = "gb"
    suggests: bool = True


class Routing(Section):
    near_metres: Annotated[float, Field(ge=0, le=5000)] = 50.0


class Mail(Section):
    transport: Literal["smtp", "mailbox"] = "smtp"
    sender: str = "CivicReport <no-reply@localhost>"
    redirect_to: str = ""
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password: str = ""
    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 30.0
    reply_domain: str = ""

    @field_validator("reply_domain")
    @classmethod
    def _as_the_dns_knows_it(cls, domain: str) -> str:
        """'berichte.köln.example' is 'berichte.xn--kln-sna.example' in every address."""
        try:
            known = idna.encode(domain, uts46=True).decode("ascii") if domain else ""
        except idna.IDNAError as error:
            raise ValueError(f"reply_domain is no domain: {error}") from error
        return known


class Inbound(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    protocol: Literal["lmtp", "smtp"] = "lmtp"
    max_bytes: Annotated[int, Field(ge=100_000)] = 30_000_000
    authserv_id: str = ""
    keep_days: Annotated[int, Field(ge=14, le=3650)] = 180
    imap_host: str = ""
    imap_port: Annotated[int, Field(ge=1, le=65535)] = 993
    imap_security: Literal["none", "starttls", "tls"] = "tls"
    imap_username: str = ""
    imap_password: str = ""
    imap_folder: str = "INBOX"


class Outside(Section):
    allow: tuple[str, ...] = ()
    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 20.0
    max_bytes: Annotated[int, Field(ge=10_000)] = 10_000_000


class EndpointKey(Section):
    name: str
    key: str


class Open311(Section):
    keys: tuple[EndpointKey, ...] = ()
    contact: str = ""


HookEvent = Literal["report.created", "report.status_changed", "report.updated", "report.moved"]


class Hook(Section):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(pattern="^https?://")]
    secret: Annotated[str, Field(min_length=16)]
    events: tuple[HookEvent, ...] = ()


class BodySecret(Section):
    body: str
    secret: Annotated[str, Field(min_length=16)]


class Webhooks(Section):
    secrets: tuple[BodySecret, ...] = ()
    hooks: tuple[Hook, ...] = ()

    @model_validator(mode="after")
    def _names_are_names(self) -> Webhooks:
        names = [hook.name for hook in self.hooks]
        if len(set(names)) < len(names):
            raise ValueError("each hook needs a name of its own")
        return self


class Health(Section):
    silent_days: Annotated[int, Field(ge=1, le=365)] = 14
    failures: Annotated[int, Field(ge=1, le=100)] = 3


class Delivery(Section):
    hold_seconds: Annotated[int, Field(ge=0, le=3600)] = 120
    update_hold_seconds: Annotated[int, Field(ge=0, le=86_400)] = 600


class Photos(Section):
    folder: str = ""
    max_count: Annotated[int, Field(ge=0, le=10)] = 6
    max_bytes: Annotated[int, Field(ge=100_000)] = 20_000_000
    max_pixels: Annotated[int, Field(ge=1_000_000)] = 50_000_000


class Limits(Section):
    reports_per_hour: Annotated[int, Field(ge=1)] = 20
    acts_per_hour: Annotated[int, Field(ge=1)] = 300
    sign_ins_per_hour: Annotated[int, Field(ge=1)] = 20
    searches_per_hour: Annotated[int, Field(ge=1)] = 900
    confirmations_per_hour: Annotated[int, Field(ge=1)] = 3
    anonymous_reports_per_body_and_hour: Annotated[int, Field(ge=1)] = 60
    max_request_bytes: Annotated[int, Field(ge=1_000_000)] = 150_000_000


class Reports(Section):
    edit_minutes: Annotated[int, Field(ge=0, le=1440)] = 15


class Moderation(Section):
    words: tuple[str, ...] = ()
    max_links: Annotated[int, Field(ge=0)] = 2


class Settings(Section):
    database_url: str = ""
    secret_key: str = ""
    var: str = "var"
    site: Site = Site()
    server: Server = Server()
    database: Database = Database()
    map: Map = Map()
    geocoder: Geocoder = Geocoder()
    routing: Routing = Routing()
    mail: Mail = Mail()
    inbound: Inbound = Inbound()
    outside: Outside = Outside()
    open311: Open311 = Open311()
    webhooks: Webhooks = Webhooks()
    health: Health = Health()
    delivery: Delivery = Delivery()
    photos: Photos = Photos()
    reports: Reports = Reports()
    limits: Limits = Limits()
    moderation: Moderation = Moderation()

    @model_validator(mode="before")
    @classmethod
    def _the_address_follows_the_server(cls, values: dict[str, Any]) -> dict[str, Any]:
        site, server = values.get("site", {}), values.get("server", {})
        if isinstance(site, dict) and isinstance(server, dict) and not site.get("url"):
            return {**values, "site": {**site, "url": address_of(server)}}
        return values

    @model_validator(mode="after")
    def _a_key_is_no_word(self) -> Settings:
        if 0 < len(self.secret_key) < 16:
            raise ValueError("secret_key must have at least 16 characters")
        return self

    @model_validator(mode="after")
    def _a_trial_reaches_nobody(self) -> Settings:
        if self.site.mode == "demo" and self.mail.transport != "mailbox":
            raise ValueError("mail.transport must be 'mailbox' where site.mode is 'demo'")
        if (
            self.site.mode == "staging"
            and self.mail.transport == "smtp"
            and not self.mail.redirect_to
        ):
            raise ValueError("mail.redirect_to must be set where site.mode is 'staging'")
        return self

    @property
    def var_folder(self) -> Path:
        return Path(self.var).absolute()

    @property
    def photo_folder(self) -> Path:
        return (
            Path(self.photos.folder).absolute()
            if self.photos.folder
            else self.var_folder / "photos"
        )


def address_of(server: dict[str, Any]) -> str:
    """Where a browser on this machine finds the server; 0.0.0.0 listens, but is no address."""
    host = str(server.get("host", "127.0.0.1"))
    port = server.get("port", 8000)
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
