"""Places by their words, from the Nominatim that the site names; nothing where it names none.

Never in the way: a time limit, a size limit, no redirect to another host, and whatever goes wrong
is an empty list and a line in the log.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from typing import Any, Protocol

import requests

from civicreport import config
from civicreport.domain.location import Point

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 500_000
_MOST_PLACES = 8
_LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class FoundPlace:
    label: str
    latitude: float
    longitude: float


class Geocoder(Protocol):
    def search(self, text: str) -> list[FoundPlace]: ...


def search(text: str) -> list[FoundPlace]:
    """Places of this name, best first; [] when off, down, slow or strange."""
    settings = config.current()
    if not settings.geocoder.nominatim_url or not text.strip():
        return []
    return Nominatim(
        settings.geocoder.nominatim_url,
        timeout_seconds=settings.geocoder.timeout_seconds,
        country_codes=settings.geocoder.country_codes,
        language=settings.site.language,
        asking_site=settings.site.url,
    ).search(text)


class Nominatim:
    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float,
        country_codes: str = "",
        language: str = "en",
        asking_site: str = "",
    ) -> None:
        self.url = f"{url.rstrip('/')}/search"
        self.timeout_seconds = timeout_seconds
        self.parameters = {
            "format": "jsonv2",
            "limit": str(_MOST_PLACES),
            "countrycodes": country_codes,
            "accept-language": language,
        }
        # Nominatim's usage policy asks who is asking.
        self.headers = {"User-Agent": f"CivicReport ({asking_site})"}

    def search(self, text: str) -> list[FoundPlace]:
        try:
            found = self._ask(text.strip()[:_LONGEST_QUESTION])
            return [place for place in map(_place, found[:_MOST_PLACES]) if place]
        except (requests.RequestException, ValueError, TypeError) as error:
            _LOG.warning("The geocoder does not answer: %s", type(error).__name__)
            return []

    def _ask(self, text: str) -> list[Any]:
        """Raises ValueError where the answer is too long, too slow or no list."""
        begun = time.monotonic()
        with requests.get(
            self.url,
            params={**self.parameters, "q": text},
            headers=self.headers,
            timeout=self.timeout_seconds,
            allow_redirects=False,  # the site named this host and no other
            stream=True,
        ) as answer:
            answer.raise_for_status()
            body = bytearray()
            # By what has arrived: the library's own time limit begins anew with each byte.
            while chunk := answer.raw.read1(16_384, decode_content=True):
                body += chunk
                if len(body) > _MOST_BYTES or time.monotonic() - begun > self.timeout_seconds:
                    raise ValueError("too long or too slow")
        found = json.loads(body)
        if not isinstance(found, list):
            raise TypeError("not a list of places")
        return found


def _place(found: Any) -> FoundPlace | None:
    """None for an entry that is no place on earth."""
    try:
        point = Point(float(found["lat"]), float(found["lon"]))
        return FoundPlace(str(found["display_name"]), point.latitude, point.longitude)
    except (KeyError, TypeError, ValueError):
        return None


class RememberedPlaces:
    """The twin in memory: knows what it was told."""

    def __init__(self, *places: FoundPlace) -> None:
        self.places = places

    def search(self, text: str) -> list[FoundPlace]:
        wanted = text.strip().casefold()
        return [place for place in self.places if wanted and wanted in place.label.casefold()]
