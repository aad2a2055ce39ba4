"""The photos that came with a mail, made ours before any transaction opens."""

from __future__ import annotations

from dataclasses import dataclass

from civicreport.delivery.inbound.incoming import Incoming
from civicreport.domain.errors import PhotoRefused
from civicreport.reports import photos
from civicreport.reports.photos import StoredPhoto

MOST = 10  # of one mail: more is an album, and belongs where it came from


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What is kept, and the codes of `PhotoRefused` for what is not."""

    photos: tuple[StoredPhoto, ...] = ()
    refused: tuple[str, ...] = ()


NO_ENCLOSURES = Enclosures()


def enclosed(read: Incoming) -> Enclosures:
    """What no report comes to hold is forgotten after a while, as with forms."""
    kept: list[StoredPhoto] = []
    refused = ["too_many"] * len(read.photos[MOST:])
    for number, picture in enumerate(read.photos[:MOST], 1):
        try:
            kept.append(photos.keep(photos.read(picture, name=str(number))))
        except PhotoRefused as refusal:
            refused.append(refusal.why)
    return Enclosures(tuple(kept), tuple(refused))
