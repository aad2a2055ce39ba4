"""Requests made of strange parts, the same again for the same seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_from_bytes, urlencode

from werkzeug.routing import IntegerConverter, Rule

from tests.fuzz import strange

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
READING = ("GET", "HEAD")
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Probe:
    method: str
    path: str  # percent-encoded, with its query
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        told = {name: value[:80] for name, value in self.headers.items()}
        body = f" {len(self.body)} bytes: {self.body[:160]!r}" if self.body else ""
        return f"{self.method} {self.path[:300]} {told}{body}"


class Prober:
    """`rules`: the site's addresses; `known`: arguments and fields that are really there."""

    def __init__(
        self,
        rules: Sequence[Rule],
        known: Mapping[str, Sequence[str]],
        seed: int,
        *,
        cookie: str = "",
    ):
        self.rules = sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ())))
        self.known = known
        self.dice = random.Random(seed)
        self.always = {"Cookie": cookie} if cookie else {}

    def probes(self, methods: Sequence[str] = METHODS) -> Iterator[Probe]:
        """Round after round, every address comes once for each method."""
        while True:
            for rule in self.rules:
                for method in methods:
                    yield self._probe(rule, method)

    def _probe(self, rule: Rule, method: str) -> Probe:
        headers = {**self._headers(), **self.always}
        body = b""
        if method not in READING:
            kind, body = self._body()
            headers["Content-Type"] = kind
        return Probe(method, self._path(rule) + self._query(), headers, body)

    def _path(self, rule: Rule) -> str:
        path = rule.rule
        for name, converter in rule._converters.items():
            value = self._argument(name, is_number=isinstance(converter, IntegerConverter))
            for slot in (f"<{name}>", *_slots(rule.rule, name)):
                path = path.replace(slot, value)
        return path

    def _argument(self, name: str, *, is_number: bool) -> str:
        if name in self.known and self.dice.random() < 0.6:
            value = self.dice.choice(self.known[name])
            return quote(value if self.dice.random() < 0.8 else _bent(value, self.dice))
        if is_number and self.dice.random() < 0.8:
            return quote(self.dice.choice(strange.NUMBERS)[:1500])
        return _quoted(self.dice.choice(strange.VALUES))[:2000] or "x"

    def _query(self) -> str:
        if self.dice.random() < 0.3:
            return ""
        names = self.dice.choices(strange.QUERY_FIELDS, k=self.dice.randint(1, 5))
        return "?" + "&".join(f"{name}={_quoted(self._value(name))}" for name in names)

    def _value(self, name: str) -> str | bytes:
        if name in self.known and self.dice.random() < 0.6:
            return self.dice.choice(self.known[name])
        if name in strange.FIT and self.dice.random() < 0.7:
            return self.dice.choice(strange.FIT[name])
        return self.dice.choice(strange.VALUES)

    def _headers(self) -> dict[str, str]:
        names = self.dice.choices(sorted(strange.HEADERS), k=self.dice.choice((0, 0, 1, 1, 2, 4)))
        return {name: self.dice.choice(strange.HEADERS[name]) for name in names}

    def _body(self) -> tuple[str, bytes]:
        if self.dice.random() < 0.25:
            return self.dice.choice(strange.BODIES)
        names = self.dice.choices(strange.FORM_FIELDS, k=self.dice.randint(0, 12))
        names += [name for name in self.known if self.dice.random() < 0.5]
        fields = [(name, self._value(name)) for name in names]
        if self.dice.random() < 0.1:
            fields.append((self.dice.choice(strange.FORM_FIELDS), self.dice.choice(strange.LONG)))
        if self.dice.random() < 0.5:
            return URLENCODED, urlencode(fields).encode()
        return self._multipart(fields)

    def _multipart(self, fields: Sequence[tuple[str, str | bytes]]) -> tuple[str, bytes]:
        boundary = uuid.UUID(int=self.dice.getrandbits(128)).hex
        body = b"".join(_part(boundary, name, value) for name, value in fields)
        body += f"--{boundary}--\r\n".encode()
        if self.dice.random() < 0.2:
            body = body[: self.dice.randrange(len(body))]
        return f"multipart/form-data; boundary={boundary}", body


def _part(boundary: str, name: str, value: str | bytes) -> bytes:
    content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    file = '; filename="a.jpg"' if name == "photos" else ""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def _quoted(value: str | bytes) -> str:
    return quote_from_bytes(value, safe="") if isinstance(value, bytes) else quote(value, safe="")


def _bent(value: str, dice: random.Random) -> str:
    """With one character changed: what a forged token looks like."""
    place = dice.randrange(len(value)) if value else 0
    return value[:place] + dice.choice("aZ0_-.") + value[place + 1 :]


def _slots(rule: str, name: str) -> list[str]:
    """How the argument stands in the rule: '<int:report_id>'."""
    return [
        "<" + part.partition(">")[0] + ">"
        for part in rule.split("<")[1:]
        if part.partition(">")[0].rpartition(":")[2] == name
    ]
