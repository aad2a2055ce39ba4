"""A city that speaks GeoReport v2 on loopback, with a memory of its own and every bad habit.

It keeps what it is given and counts how often each of our references was stored: the only thing
that tells whether a report arrived once. What goes wrong is set for the next calls by `go_wrong`,
or drawn by seeded dice from `mishaps`.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tests.support.georeport_wire import Asked, Fault, Said, Wire

_REFERENCE = re.compile(r"\bCR-\d+\b")


class Call(StrEnum):
    """What is asked of the peer: the method and the first part of the path."""

    SERVICES = "GET services"
    REQUESTS = "GET requests"
    SUBMIT = "POST requests"
    TOKENS = "GET tokens"
    UPDATES = "GET servicerequestupdates"
    UPDATE = "POST servicerequestupdates"


@dataclass
class Filed:
    """A request as the city keeps it."""

    id: str
    token: str  # empty: the id was told at once
    values: dict[str, list[str]]
    filed_at: datetime
    status: str = "open"
    notes: str = ""
    changed_at: datetime | None = None

    def value(self, name: str) -> str:
        return self.values.get(name, [""])[0]

    @property
    def reference(self) -> str:
        found = _REFERENCE.search(
            " ".join(word for words in self.values.values() for word in words)
        )
        return found[0] if found else ""


@dataclass
class GeoReportPeer:
    key: str = ""  # asked for on every POST
    token_seconds: float | None = None  # None: an id at once; else so long until there is one
    indexed_after: float = 0.0  # seconds until a new request shows in the list
    keeps_descriptions: bool = True  # some cities list requests without what was written
    knows_updates: bool = True
    most_updates: int = 1000  # in one answer, the oldest; of more it says nothing
    is_idempotent: bool = False  # the same reference again is answered with the first id
    page_size: int = 50
    silence: float = 30.0  # seconds without a word, where it falls silent
    pause: float = 0.0  # seconds between storing a request and saying so
    under_way: int = 0  # requests stored of which the sender does not know yet
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    mishaps: dict[Fault, float] = field(
        default_factory=dict
    )  # of requests, posted or asked for: how likely
    services: dict[str, str] = field(default_factory=lambda: {"POTHOLE": "Pothole"})
    filed: list[Filed] = field(default_factory=list)
    said: list[dict[str, str]] = field(default_factory=list)  # its own updates, as it gives them
    told: list[dict[str, list[str]]] = field(default_factory=list)  # updates that we posted
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: dict[Call, deque[Fault]] = defaultdict(deque)
        self.wire: Wire | None = None

    @contextmanager
    def serving(self) -> Iterator[GeoReportPeer]:
        with Wire(self) as self.wire:
            self.url = f"http://127.0.0.1:{self.wire.port}/open311/v2/"
            yield self

    def go_wrong(self, *faults: Fault, on: Call = Call.SUBMIT) -> None:
        """Each of the next such calls meets the next of these; NONE lets one through."""
        self._wrong[on].extend(faults)

    def times_stored(self) -> Counter[str]:
        with self._lock:
            return Counter(request.reference for request in self.filed)

    def looked_for(self) -> int:
        """How often somebody asked for a list of requests to find one of theirs."""
        return sum(asked.call == Call.REQUESTS and not asked.rest for asked in self.asked)

    def of(self, reference: str) -> Filed:
        return self.of_all(reference)[0]

    def of_all(self, reference: str) -> list[Filed]:
        return [request for request in self.filed if request.reference == reference]

    def says(self, update_id: str, request_id: str, **more: str) -> None:
        """The city has something to tell of a request."""
        update = {"update_id": update_id, "service_request_id": request_id, **more}
        update.setdefault("updated_datetime", _w3c(datetime.now(UTC)))
        self.said.append(update)

    # What the wire asks

    def fault(self, asked: Asked) -> Fault:
        with self._lock:
            self.asked.append(asked)
            waiting = self._wrong.get(Call(asked.call)) if asked.call in list(Call) else None
            if waiting:
                return waiting.popleft()
            if asked.call in {Call.SUBMIT, Call.REQUESTS}:
                drawn = self._drawn()
                is_list_of_nothing = drawn is Fault.NAMELESS and asked.call == Call.REQUESTS
                return Fault.NONE if is_list_of_nothing else drawn
        return Fault.NONE

    def answer(self, asked: Asked) -> Said:
        with self._lock:
            said = self._answers(asked)
            self.under_way += 1
        time.sleep(self.pause)
        with self._lock:
            self.under_way -= 1
        return said

    def _drawn(self) -> Fault:
        dice = self.dice.random()
        for fault, share in self.mishaps.items():
            if dice < share:
                return fault
            dice -= share
        return Fault.NONE

    def _answers(self, asked: Asked) -> Said:
        if asked.method == "POST" and self.key and asked.first("api_key") != self.key:
            return Said.refusal(403, "Invalid api_key received")
        if asked.resource == "servicerequestupdates" and not self.knows_updates:
            return _unknown()
        answers = {
            Call.SERVICES: self._offered,
            Call.REQUESTS: self._one if asked.rest else self._list,
            Call.TOKENS: self._of_token,
            Call.SUBMIT: self._file,
            Call.UPDATES: self._said_within,
            Call.UPDATE: self._tell,
        }
        known = asked.call in answers
        return answers[Call(asked.call)](asked) if known else _unknown()

    def _offered(self, _asked: Asked) -> Said:
        return Said("services", "service", [self._service(code) for code in self.services])

    def _one(self, asked: Asked) -> Said:
        found = [_shown(request, self) for request in self.filed if request.id == asked.rest]
        return Said("service_requests", "request", found) if found else _unknown()

    def _list(self, asked: Asked) -> Said:
        return Said("service_requests", "request", self._listed(asked))

    def _service(self, code: str) -> dict[str, str]:
        named = {"service_code": code, "service_name": self.services[code]}
        return {**named, "description": "", "metadata": "false", "type": "realtime", "group": ""}

    def _file(self, asked: Asked) -> Said:
        if asked.first("service_code") not in self.services:
            return Said.refusal(404, "service_code was not found")
        number = str(1000 + len(self.filed))
        new = Filed(
            id=number,
            token=f"t{number}" if self.token_seconds is not None else "",
            values=asked.values,
            filed_at=datetime.now(UTC),
        )
        same = [r for r in self.filed if r.reference and r.reference == new.reference]
        if not (self.is_idempotent and same):
            self.filed.append(new)
            same = [new]
        named = {"token": same[0].token} if same[0].token else {"service_request_id": same[0].id}
        return Said("service_requests", "request", [{**named, "service_notice": ""}])

    def _of_token(self, asked: Asked) -> Said:
        for request in self.filed:
            if request.token == asked.rest:
                age = (datetime.now(UTC) - request.filed_at).total_seconds()
                is_ready = age >= (self.token_seconds or 0)
                named = {"service_request_id": request.id if is_ready else "", "token": asked.rest}
                return Said("service_requests", "request", [named])
        return _unknown()

    def _listed(self, asked: Asked) -> list[dict[str, str]]:
        ids = [i for i in asked.first("service_request_id").split(",") if i]
        if ids:
            return [_shown(r, self) for r in self.filed if r.id in ids]
        indexed = datetime.now(UTC) - timedelta(seconds=self.indexed_after)
        start, end = _read(asked.first("start_date")), _read(asked.first("end_date"))
        codes = [code for code in asked.first("service_code").split(",") if code]
        rows = [
            request
            for request in reversed(self.filed)
            if request.filed_at <= indexed
            and (start is None or request.filed_at >= start)
            and (end is None or request.filed_at <= end)
            and (not codes or request.value("service_code") in codes)
        ]
        size = min(int(asked.first("page_size") or self.page_size), self.page_size)
        first = (max(int(asked.first("page") or 1), 1) - 1) * size
        return [_shown(request, self) for request in rows[first : first + size]]

    def _said_within(self, asked: Asked) -> Said:
        start, end = asked.first("start_date"), asked.first("end_date")
        within = [u for u in self.said if not start or start <= u["updated_datetime"] <= end]
        within.sort(key=lambda update: update["updated_datetime"])
        return Said("service_request_updates", "request_update", within[: self.most_updates])

    def _tell(self, asked: Asked) -> Said:
        if asked.first("service_request_id") not in {request.id for request in self.filed}:
            return Said.refusal(404, "service_request_id was not found")
        update_id = asked.first("update_id")
        if update_id not in {told["update_id"][0] for told in self.told}:
            self.told.append(asked.values)
        answered = [{"update_id": f"u{update_id}"}]
        return Said("service_request_updates", "request_update", answered)


def _shown(request: Filed, peer: GeoReportPeer) -> dict[str, str]:
    described = request.value("description") if peer.keeps_descriptions else ""
    return {
        "service_request_id": request.id,
        "status": request.status,
        "status_notes": request.notes,
        "service_name": peer.services[request.value("service_code")],
        "service_code": request.value("service_code"),
        "description": described,
        "requested_datetime": _w3c(request.filed_at),
        "updated_datetime": _w3c(request.changed_at or request.filed_at),
        "address": "",
        "lat": request.value("lat"),
        "long": request.value("long"),
        "media_url": request.value("media_url"),
    }


def _unknown() -> Said:
    return Said.refusal(404, "not found")


def _w3c(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
