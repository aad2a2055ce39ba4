"""Whether a report that was offered and never answered has arrived all the same.

It is looked for among what the peer lists since, by its page's address or its reference in the
description. That nothing is found proves something only where the whole window was listed, where
the peer has had its time to index, and where such a search is known to find: because the peer's
quirks say so, or because one of our own reports that is surely there can be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from civicreport.adapters.georeport import Gibberish, NoAnswer, NotReached, Peer, Refused
from civicreport.adapters.georeport.messages import ServiceRequest
from civicreport.domain.location import Point

# Zones get lost: a day that is off by half a day must not hide what is looked for.
MARGIN = timedelta(hours=14)
LONGEST_WINDOW = timedelta(days=88)  # the standard lists 90
MOST_PAGES = 40
LONGEST_LIST = 1000  # the standard's: a list of so many may have been cut
ROUND = 50  # peers that cut at another number and say nothing of it choose a round one
NEAR_DEGREES = 0.005
BEGINNING = 60  # letters of what was written: the same at the same place is hardly another's


class Verdict(Enum):
    FOUND = "found"
    ABSENT = "absent"
    TOO_EARLY = "too early"
    UNKNOWABLE = "unknowable"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    external_id: str = ""
    token: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a report of ours is recognised."""

    reference: str
    page: str
    point: Point
    details: str

    def is_on(self, request: ServiceRequest) -> bool:
        """The reference alone could be another site's: then the place has to agree."""
        words = request.description
        if re.search(rf"{re.escape(self.page)}(?!\w)", words):
            return True
        is_named = re.search(rf"(?<![\w-]){re.escape(self.reference)}(?!\w)", words)
        return bool(is_named) and self._is_near(request.point)

    def may_be_on(self, request: ServiceRequest) -> bool:
        """Peers cut long descriptions, and with them what stands at their end, or hide them all."""
        beginning, words = self.details[:BEGINNING].strip(), request.description.strip()
        return self._is_near(request.point) and (not words or words.startswith(beginning))

    def _is_near(self, point: Point | None) -> bool:
        if point is None:
            return False
        north = abs(point.latitude - self.point.latitude)
        return max(north, abs(point.longitude - self.point.longitude)) < NEAR_DEGREES


@dataclass(frozen=True, slots=True)
class LookUp:
    mark: Mark
    service_code: str
    offered_since: datetime
    settled_at: datetime  # by then whatever arrived is listed
    known: tuple[str, Mark] | None  # another report of ours, with the number that it has there

    def __call__(self, peer: Peer, *, now: datetime) -> Finding:
        quirks = peer.quirks
        is_marked = quirks.lookup != "none" and quirks.extended_description
        if not is_marked or now - self.offered_since > LONGEST_WINDOW:
            return Finding(Verdict.UNKNOWABLE)
        try:
            return self._search(peer, now)
        except Refused as refusal:
            verdict = Verdict.UNREACHABLE if refusal.may_pass else Verdict.UNKNOWABLE
            return Finding(verdict, words=str(refusal))
        except (NotReached, NoAnswer, Gibberish) as error:
            return Finding(Verdict.UNREACHABLE, words=str(error))

    def _search(self, peer: Peer, now: datetime) -> Finding:
        listed, is_whole = _listed(peer, self.service_code, self.offered_since - MARGIN)
        ours = [one for one in listed if self.mark.is_on(one)]
        named = next((one for one in ours if one.service_request_id or one.token), None)
        if named is not None:
            return Finding(Verdict.FOUND, named.service_request_id, named.token)
        if ours:
            return Finding(Verdict.TOO_EARLY, words="it is there, without a number yet")
        if not all(one.service_request_id or one.token or one.description for one in listed):
            return Finding(Verdict.UNREACHABLE, words="its list has entries that say nothing")
        alike = next((one for one in listed if self.mark.may_be_on(one)), None)
        if alike is not None:
            words = f"{alike.service_request_id} there may be the same"
            return Finding(Verdict.UNKNOWABLE, words=words)
        if not is_whole or not self._would_find(peer):
            return Finding(Verdict.UNKNOWABLE)
        return Finding(Verdict.ABSENT if now >= self.settled_at else Verdict.TOO_EARLY)

    def _would_find(self, peer: Peer) -> bool:
        if peer.quirks.lookup == "requests":
            return True
        if self.known is None:
            return False
        external_id, mark = self.known
        there = peer.request(external_id)
        return there is not None and mark.is_on(there)


def _listed(peer: Peer, code: str, start: datetime) -> tuple[list[ServiceRequest], bool]:
    """All that the peer lists since then, and whether that is all there is.

    Many have pages without saying so, others refuse to hear of pages: the second one tells. Only
    an empty one proves that there is no more; else a round number may be where the list was cut.
    """
    listed: dict[str, ServiceRequest] = {}
    for page in range(1, MOST_PAGES + 1):
        try:
            found = _page(peer, code, start, page)
        except Refused:
            if page == 1:
                raise
            # Who knows the second page knows the third: only the second says that there are none.
            return list(listed.values()), page == 2 and not _may_be_cut(listed)
        new = {one.service_request_id or one.token or one.description: one for one in found}
        if not new.keys() - listed.keys():
            return list(listed.values()), not found or not _may_be_cut(listed)
        listed |= new
    return list(listed.values()), False


def _may_be_cut(listed: Sized) -> bool:
    return len(listed) >= LONGEST_LIST or (len(listed) > 0 and len(listed) % ROUND == 0)


def _page(peer: Peer, code: str, start: datetime, page: int) -> list[ServiceRequest]:
    size = peer.quirks.page_size
    is_plain = page == 1 and not size
    return peer.requests(
        service_codes=[code], start=start, page=0 if is_plain else page, page_size=size
    )
