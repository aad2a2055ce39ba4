"""All that a peer has of a stretch of time, though it gives 90 days and so many at once.

Peers with pages are asked page by page. Others cut their answers off at some round number and say
nothing of it: such a window is halved and asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from civicreport.adapters.georeport.messages import ServiceRequest
from civicreport.adapters.georeport.peer import Peer

LONGEST = timedelta(days=90)
SHORTEST = timedelta(hours=1)
# Where the answers of known peers end; the standard's own limit is 1000.
_CUT_OFF = frozenset({50, 100, 200, 250, 500})
_MOST = 1000
_MOST_PAGES = 1000
_LEEWAY = timedelta(days=1)  # for peers that take a window for whole days, or for another zone's


def requests_between(peer: Peer, start: datetime, end: datetime) -> Iterator[list[ServiceRequest]]:
    """Newest windows first; each request once."""
    seen: set[str] = set()
    while start < end:
        begin = max(start, end - LONGEST)
        yield from _within(peer, begin, end, seen)
        end = begin


def _within(
    peer: Peer, start: datetime, end: datetime, seen: set[str]
) -> Iterator[list[ServiceRequest]]:
    if peer.quirks.page_size:
        yield from _pages(peer, start, end, seen)
        return
    found = peer.requests(start=start, end=end)
    fresh = _unseen(found, seen)
    if fresh:
        yield fresh
    if _is_cut_off(found, start, end) and end - start > SHORTEST:
        middle = start + (end - start) / 2
        yield from _within(peer, middle, end, seen)
        yield from _within(peer, start, middle, seen)


def _pages(
    peer: Peer, start: datetime, end: datetime, seen: set[str]
) -> Iterator[list[ServiceRequest]]:
    """Until a page is empty or brings nothing new: some peers know no second page, and repeat."""
    size = peer.quirks.page_size
    for page in range(1, _MOST_PAGES + 1):
        fresh = _unseen(peer.requests(start=start, end=end, page=page, page_size=size), seen)
        if not fresh:
            return
        yield fresh


def _unseen(found: list[ServiceRequest], seen: set[str]) -> list[ServiceRequest]:
    """Those without a number cannot be told apart, and are passed on as they come."""
    fresh = [one for one in found if one.service_request_id not in seen]
    numbered = {one.service_request_id: one for one in fresh if one.service_request_id}
    seen.update(numbered)
    nameless = [one for one in fresh if not one.service_request_id]
    return [*numbered.values(), *nameless] if numbered else []


def _is_cut_off(found: list[ServiceRequest], start: datetime, end: datetime) -> bool:
    """Whoever answers every window with the same has not looked at it, and is not asked again."""
    if len(found) not in _CUT_OFF and len(found) < _MOST:
        return False
    dates = [one.requested_at for one in found]
    return all(at and start - _LEEWAY <= at <= end + _LEEWAY for at in dates)
