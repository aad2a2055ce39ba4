"""The rows of the bench, each named after its page: what is asked, and how fast it came."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.bench import deliveries, memory, statement
from tests.bench.clients import Measured, ask_at_once, ask_for, get, post
from tests.bench.ground import Ground, a_key, settled_reports
from tests.bench.site import BenchSite

CLIENTS = 32
IN_ONE_STREET, ROUNDS = 50, 4
CREATED, SEE_OTHER, NOT_MODIFIED = 201, 303, 304
SETTLED_WITHIN_SECONDS = 60  # the worker is busy with what was sent in
_METRE = 1e-5  # of latitude, roughly, in degrees


@dataclass(frozen=True)
class Line:
    """One line of the table; what does not apply is None."""

    row: str
    what: str
    per_second: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    failed: int = 0
    rss_mb: float | None = None
    pss_mb: float | None = None


@dataclass(frozen=True)
class Bench:
    site: BenchSite
    ground: Ground
    seconds: float
    rounds: int = ROUNDS

    def ask(self, request: Callable[[int], bytes], *, status: int = 200) -> Measured:
        return ask_for(self.seconds, self.site.port, request, clients=CLIENTS, status=status)


def empty(bench: Bench) -> Iterator[Line]:
    yield _line("empty", "GET /healthz, which does nothing", bench.ask(lambda _: get("/healthz")))


def route(bench: Bench) -> Iterator[Line]:
    def question(number: int) -> bytes:
        latitude, longitude = bench.ground.point(number)
        category = bench.ground.category(number)
        return get(f"/api/route?latitude={latitude}&longitude={longitude}&category={category}")

    alone = statement.alone(bench.site.settings, bench.ground, bench.seconds)
    yield _line("route", "the SQL statement alone", alone)
    yield _line("route", "GET /api/route", bench.ask(question))


def submit(bench: Bench) -> Iterator[Line]:
    scattered = bench.ask(lambda n: _report(bench.ground, n), status=SEE_OTHER)
    yield _line("submit", "POST /report/new, all over the place", scattered)
    latitude, longitude = bench.ground.point(0)
    together = Measured(SEE_OTHER)
    for street in range(bench.rounds):
        houses = [
            _report(
                bench.ground, -1 - house - street * 1000, (latitude + house * _METRE, longitude)
            )
            for house in range(IN_ONE_STREET)
        ]
        _add(together, ask_at_once(bench.site.port, houses, status=SEE_OTHER))
    yield _line("submit", f"{IN_ONE_STREET} at once in one street", together)


def report(bench: Bench) -> Iterator[Line]:
    pages = [f"/reports/{number}" for number in _some_reports(bench)]
    first_time = bench.ask(lambda n: get(pages[n % len(pages)]))
    yield _line("report", "GET /reports/<id>, a stranger", first_time)
    tags = {page: _etag(bench.site.port, page) for page in pages}
    again = bench.ask(
        lambda n: get(pages[n % len(pages)], If_None_Match=tags[pages[n % len(pages)]]),
        status=NOT_MODIFIED,
    )
    yield _line("report", "the same, unchanged (If-None-Match)", again)


def map_(bench: Bench) -> Iterator[Line]:
    def pins(number: int) -> bytes:
        latitude, longitude = bench.ground.point(number)
        box = (longitude - 0.05, latitude - 0.03, longitude + 0.05, latitude + 0.03)
        return get("/reports.geojson?bbox=" + ",".join(f"{edge:.4f}" for edge in box))

    yield _line("map", "GET /map", bench.ask(lambda _: get("/map")))
    yield _line("map", "GET /reports.geojson, a town's box", bench.ask(pins))


def open311(bench: Bench) -> Iterator[Line]:
    """Beside `empty`: what a page of fifty reports costs another program, and a report of its."""
    page = get("/open311/v2/requests.json?page_size=50&start_date=2000-01-01")
    yield _line("open311", "GET requests.json, 50 reports", bench.ask(lambda _: page))
    key = a_key(bench.site.database_url)
    sent = bench.ask(lambda n: _request(bench.ground, n, key), status=CREATED)
    yield _line("open311", "POST requests.json, all over the place", sent)


def deliver(bench: Bench) -> Iterator[Line]:
    folder = bench.site.settings.var_folder / "deliveries"
    folder.mkdir(parents=True, exist_ok=True)
    by_worker, bare = deliveries.handed_over(bench.site.database_url, folder, bench.seconds)
    yield _line("deliver", "letters by bare smtplib, one by one", bare)
    share = (len(by_worker.seconds) / by_worker.took) / (len(bare.seconds) / bare.took)
    line = _line("deliver", f"deliveries by one worker, {share:.0%} of that", by_worker)
    yield replace(line, p50_ms=None, p99_ms=None)


def memory_(bench: Bench) -> Iterator[Line]:
    for taken in memory.taken_by(bench.site.process):
        yield Line("memory", taken.name, rss_mb=taken.rss_mb, pss_mb=taken.pss_mb)


ROWS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "empty": empty,
    "route": route,
    "submit": submit,
    "report": report,
    "map": map_,
    "open311": open311,
    "deliver": deliver,
    "memory": memory_,
}


def _request(ground: Ground, number: int, key: str) -> bytes:
    latitude, longitude = ground.point(number)
    return post(
        "/open311/v2/requests.json",
        {
            "api_key": key,
            "service_code": ground.category(number),
            "lat": str(latitude),
            "long": str(longitude),
            "description": f"Number {number} of the bench, sent by a program.",
            "client_reference": str(number),
        },
    )


def _report(ground: Ground, number: int, point: tuple[float, float] | None = None) -> bytes:
    latitude, longitude = point or ground.point(number)
    return post(
        "/report/new",
        {
            "latitude": f"{latitude:.6f}",
            "longitude": f"{longitude:.6f}",
            "category": ground.category(number),
            "asked": ground.category(number),  # what it asks besides was seen
            "different": "shown",  # and so was what is known near by
            "details": f"Seen on round {number}: it needs somebody to look at it.",
        },
    )


def _some_reports(bench: Bench, at_least: int = 20) -> tuple[int, ...]:
    """Reports with a public page; where the world has none yet, a few are sent in."""
    known = settled_reports(bench.site.database_url)
    if len(known) < at_least:
        sent = [_report(bench.ground, 1_000_000 + number) for number in range(at_least)]
        ask_at_once(bench.site.port, sent, status=SEE_OTHER)
    ends = time.monotonic() + SETTLED_WITHIN_SECONDS
    while len(known) < at_least and time.monotonic() < ends:
        time.sleep(0.2)
        known = settled_reports(bench.site.database_url)
    return known


def _etag(port: int, page: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", page, headers={"Host": "bench"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return re.sub(r"^W/", "", answer.headers.get("ETag", '"none"'))


def _add(all_: Measured, more: Measured) -> None:
    all_.seconds += more.seconds
    all_.took += more.took
    for status, times in more.failures.items():
        all_.failures[status] = all_.failures.get(status, 0) + times


def _line(row: str, what: str, measured: Measured) -> Line:
    failed = sum(measured.failures.values())
    if failed:
        said = ", ".join(f"{n} × {status}" for status, n in sorted(measured.failures.items()))
        what = f"{what} ({said} instead of {measured.status})"
    if len(measured.seconds) < 2:
        return Line(row, what, per_second=0.0, failed=failed)
    cuts = statistics.quantiles(measured.seconds, n=100)
    return Line(
        row,
        what,
        per_second=len(measured.seconds) / measured.took,
        p50_ms=cuts[49] * 1000,
        p99_ms=cuts[98] * 1000,
        failed=failed,
    )
