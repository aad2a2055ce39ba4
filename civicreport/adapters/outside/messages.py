"""What is asked of a machine of others, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias
from urllib.parse import urlencode, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.filepost import encode_multipart_formdata
from urllib3.util import Url, parse_url

from civicreport.adapters.outside.failures import NotAllowed

Pairs: TypeAlias = Mapping[str, str] | Sequence[tuple[str, str]]  # a name may come several times

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart form."""

    field: str
    name: str
    type: str  # as in 'image/jpeg'
    data: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: it is taken apart once, and nobody reads it in another way later."""

    scheme: str
    host: str  # as the DNS knows it; an IPv6 address without its brackets
    port: int
    path: str  # with the query

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Request:
    method: Literal["GET", "POST"]
    url: str
    params: Pairs = ()
    form: Pairs = ()
    files: Sequence[Upload] = ()
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes | None, str]:
        """The body as bytes, and its type."""
        if self.body is not None:
            return self.body, "application/json"
        if self.files:
            parts = [
                (upload.field, (upload.name, upload.data, upload.type)) for upload in self.files
            ]
            return encode_multipart_formdata([*_pairs(self.form), *parts])
        if self.method == "POST":
            return urlencode(_pairs(self.form)).encode(), "application/x-www-form-urlencoded"
        return None, ""

    def moved_to(self, location: str) -> Request:
        """Where a redirect leads; another host learns nothing of what the first was told."""
        moved = replace(self, url=urljoin(self.url, location), params=())
        old, new = target_of(self), target_of(moved)
        if (old.scheme, new.scheme) == ("https", "http"):
            raise NotAllowed(f"{old.host} redirects to a page without TLS")
        return moved if new.origin == old.origin else replace(moved, headers={})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes
    url: str  # after redirects
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


def target_of(asked: Request) -> Target:
    url = _parsed(asked.url)
    scheme, host = url.scheme or "", (url.host or "").strip("[]")
    if scheme not in _PORTS or not host:
        raise NotAllowed(f"not an address that begins with http:// or https://: {_shown(url)}")
    if url.auth is not None:
        raise NotAllowed(f"no passwords in addresses: {host}")
    query = "&".join(part for part in (url.query, urlencode(_pairs(asked.params))) if part)
    path = (url.path or "/") + (f"?{query}" if query else "")
    return Target(scheme, host, _PORTS[scheme] if url.port is None else url.port, path)


def refuse_control_characters(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if _CONTROL.search(name) or _CONTROL.search(value):
            raise NotAllowed(f"a line break in the header {_CONTROL.sub(' ', name)}")


def _parsed(url: str) -> Url:
    if _CONTROL.search(url) or " " in url.strip():
        raise NotAllowed("an address with blanks or control characters")
    try:
        return parse_url(url.strip())
    except (LocationParseError, ValueError) as error:
        raise NotAllowed("not an address of the web") from error


def _shown(url: Url) -> str:
    return f"{url.scheme or 'no scheme'}, {url.host or 'no host'}"


def _pairs(pairs: Pairs) -> list[tuple[str, str]]:
    return list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)
