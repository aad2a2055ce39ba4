"""Settings: config.toml, then environment variables, frozen once read.

`CIVICREPORT_MAP__TILES=none` sets key `tiles` of section `map`; `CIVICREPORT_DATABASE_URL` sets
the top-level key. An unknown or malformed key stops the start with the key's name.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

PREFIX = "CIVICREPORT_"
# Named by the environment, but no settings: where things lie, not how the site behaves.
NOT_SETTINGS = frozenset({"CONFIG", "SHARED", "PG_BINDIR", "TEST_DATABASE_URL"})


class ConfigError(SystemExit):
    """Stops the start; its text names every wrong key."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Site(Section):
    name: str = "CivicReport"
    url: str = "http://127.0.0.1:8000"
    mode: Literal["live", "staging", "demo"] = "live"
    language: str = "en"
    timezone: str = "Europe/London"
    operator_email: str = ""
    emergency_text: str = "Danger to life? Call 999. A live or fallen cable? Call 105."

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


class Delivery(Section):
    hold_seconds: Annotated[int, Field(ge=0, le=3600)] = 120


class Photos(Section):
    folder: str = ""
    max_count: Annotated[int, Field(ge=0, le=10)] = 3
    max_bytes: Annotated[int, Field(ge=100_000)] = 20_000_000
    max_pixels: Annotated[int, Field(ge=1_000_000)] = 50_000_000


class Limits(Section):
    reports_per_hour: Annotated[int, Field(ge=1)] = 20
    acts_per_hour: Annotated[int, Field(ge=1)] = 300
    sign_ins_per_hour: Annotated[int, Field(ge=1)] = 20
    confirmations_per_hour: Annotated[int, Field(ge=1)] = 3
    anonymous_reports_per_body_and_hour: Annotated[int, Field(ge=1)] = 60
    max_request_bytes: Annotated[int, Field(ge=1_000_000)] = 100_000_000


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
    delivery: Delivery = Delivery()
    photos: Photos = Photos()
    limits: Limits = Limits()
    moderation: Moderation = Moderation()

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


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] = os.environ, **overrides: Any
) -> Settings:
    """Read the file (default: $CIVICREPORT_CONFIG, else ./config.toml where there is one)."""
    named = environment.get(PREFIX + "CONFIG")
    path = file or Path(named or "config.toml")
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from error
    elif file or named:
        raise ConfigError(
            f"{path}: no such file (named by {'the call' if file else PREFIX + 'CONFIG'})"
        )
    _override(values, environment)
    _merge(values, overrides)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_in_words(error, path)) from error


def _override(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for variable, text in environment.items():
        name = variable.removeprefix(PREFIX)
        if name == variable or name in NOT_SETTINGS:
            continue
        *sections, key = name.lower().split("__")
        here = values
        for section in sections:
            here = here.setdefault(section, {})
        here[key] = [w for w in text.split(",") if w] if key == "words" else text


def _merge(values: dict[str, Any], overrides: Mapping[str, Any]) -> None:
    for key, value in overrides.items():
        if isinstance(value, Mapping):
            _merge(values.setdefault(key, {}), value)
        else:
            values[key] = value


def _in_words(error: ValidationError, path: Path) -> str:
    lines = [f"The configuration ({path} and {PREFIX}… variables) cannot be used:"]
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"]) or "configuration"
        what = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"  {key}: {what}")
    lines.append("config.example.toml holds every key with its meaning.")
    return "\n".join(lines)


_current: list[Settings] = []


def use(settings: Settings) -> None:
    """Make these the settings of this process; create_app does, before anything asks."""
    _current[:] = [settings]


def current() -> Settings:
    """The settings in use, for floors that know no Flask."""
    if not _current:
        raise ConfigError("No settings are in use yet: create_app(settings) comes first.")
    return _current[0]
