"""Open311 GeoReport v2 as its client: what peers offer, take and answer.

Facts about the standard and about those who bend it: they all come from programs that were met,
and each has a test.
"""

from __future__ import annotations

from civicreport.adapters.georeport.errors import Gibberish, PeerError, Refused
from civicreport.adapters.georeport.messages import (
    Accepted,
    Attribute,
    Definition,
    DiscoveredEndpoint,
    Discovery,
    OfferedService,
    OwnUpdate,
    PhotoFile,
    RemoteUpdate,
    ServiceRequest,
    Submission,
)
from civicreport.adapters.georeport.peer import Peer, discover
from civicreport.adapters.georeport.quirks import Quirks
from civicreport.adapters.georeport.statuses import meaning_of, moves_nothing, word_for
from civicreport.adapters.outside import NoAnswer, NotAllowed, NotReached

__all__ = [
    "Accepted",
    "Attribute",
    "Definition",
    "DiscoveredEndpoint",
    "Discovery",
    "Gibberish",
    "NoAnswer",
    "NotAllowed",
    "NotReached",
    "OfferedService",
    "OwnUpdate",
    "Peer",
    "PeerError",
    "PhotoFile",
    "Quirks",
    "Refused",
    "RemoteUpdate",
    "ServiceRequest",
    "Submission",
    "discover",
    "meaning_of",
    "moves_nothing",
    "word_for",
]
