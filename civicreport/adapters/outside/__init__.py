"""Requests to machines of others, whose addresses people typed in: the one door for HTTP out.

It leads to no private, loopback or link-local address but those that `outside.allow` names, neither
directly nor by a redirect nor by a name that means something else a moment later. It waits no
longer and reads no more than it was told. Where nobody answers, it says whether the request can
have been received: what was not may be sent again, what was has to be looked for first.
"""

from __future__ import annotations

from civicreport.adapters.outside.failures import NoAnswer, NotAllowed, NotReached, OutsideFailure
from civicreport.adapters.outside.messages import Answer, Pairs, Request, Upload
from civicreport.adapters.outside.world import MemoryWorld, replaced_by, request

__all__ = [
    "Answer",
    "MemoryWorld",
    "NoAnswer",
    "NotAllowed",
    "NotReached",
    "OutsideFailure",
    "Pairs",
    "Request",
    "Upload",
    "replaced_by",
    "request",
]
