"""Places by their words and addresses by their places, from the Nominatim that the site names;
nothing where it names none.

Never in the way: a time limit, a size limit, no redirect to another host. Whatever goes wrong is
`Silence` and a line in the log, and for a while nobody waits for that server again. Answers are
remembered briefly. Never to be asked inside a transaction.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import requests

from civicreport import config
from civicreport.config import Settings
from civicreport.domain.location import Place, Point

Answer = TypeVar("Answer")
_LOG = logging.getLogger(__name__)
_MOST_BYTES = 500_000
_MOST_PLACES = 8
_LONGEST_QUESTION = 200
_LONGEST_LINE = 200
_REMEMBERED_SECONDS = 600
_REFUSING = frozenset({400, 404, 414, 422})
_SILENT_SECONDS = 20
# Nominatim's ranks of streets and paths; what ranks lower is a place around them, what ranks
# higher a house or a point.
_STREETS, _HOUSES = 26, 28
_WAYS = ("road", "pedestrian", "footway", "path", "cycleway", "square", "park", "isolated_dwelling")
_TOWNS = ("city", "town", "village", "hamlet", "suburb", "municipality", "county")


class Silence(Exception):
    """It does not answer, or not in time, or with something else."""


class Refusal(Silence):
    """It answers, and will not have this very question: others may still be asked."""


def is_configured() -> bool:
    return bool(config.current().geocoder.nominatim_url)


def search(text: str) -> list[Place]:
    """Places of this name, best first; [] where none is named so. Raises Silence."""
    if not is_configured() or not text.strip():
        return []
    return _listening(lambda: _searched(config.current(), text.strip(), _period()))


def address_at(point: Point) -> str:
    """The nearest address on one line; '' where there is none. Raises Silence."""
    if not is_configured():
        return ""
    return _listening(lambda: _addressed(config.current(), point.rounded(), _period()))


@lru_cache(maxsize=2000)
def _searched(settings: Settings, text: str, _period: int) -> list[Place]:
    return _named_by(settings).search(text)


@lru_cache(maxsize=2000)
def _addressed(settings: Settings, point: Point, _period: int) -> str:
    return _named_by(settings).address_at(point)


def _period() -> int:
    return int(time.monotonic() // _REMEMBERED_SECONDS)


_silent_until: dict[str, float] = {}


def _listening(ask: Callable[[], Answer]) -> Answer:
    """While a server is known to be silent, nobody's thread waits for it."""
    url = config.current().geocoder.nominatim_url
    if _silent_until.get(url, 0) > time.monotonic():
        raise Silence
    try:
        return ask()
    except Refusal:
        raise
    except Silence:
        _silent_until[url] = time.monotonic() + _SILENT_SECONDS
        raise


def _named_by(settings: Settings) -> Nominatim:
    return Nominatim(
        settings.geocoder.nominatim_url,
        timeout_seconds=settings.geocoder.timeout_seconds,
        country_codes=settings.geocoder.country_codes,
        language=settings.site.language,
        asking_site=settings.site.url,
    )


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
        self.url = url.rstrip("/")
        self.timeout_seconds = timeout_seconds
        self.country_codes = country_codes
        self.parameters = {"format": "jsonv2", "accept-language": language}
        # Nominatim's usage policy asks who is asking.
        self.headers = {"User-Agent": f"CivicReport ({asking_site})"}

    def search(self, text: str) -> list[Place]:
        """Raises Silence."""
        asked = {
            "q": text.strip()[:_LONGEST_QUESTION],
            "limit": str(_MOST_PLACES),
            "countrycodes": self.country_codes,
        }
        found = self._answer("search", asked)
        if not isinstance(found, list):
            raise self._silence("no list of places")
        return [place for place in map(_place, found[:_MOST_PLACES]) if place]

    def address_at(self, point: Point) -> str:
        """Raises Silence."""
        asked = {"lat": f"{point.latitude:.6f}", "lon": f"{point.longitude:.6f}", "zoom": "18"}
        found = self._answer("reverse", {**asked, "addressdetails": "1", "layer": "address"})
        if not isinstance(found, dict):
            raise self._silence("no address")
        return _line(found)

    def _answer(self, path: str, asked: dict[str, str]) -> Any:
        try:
            return json.loads(self._ask(path, asked))
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise self._silence(type(error).__name__) from error

    def _silence(self, why: str, kind: type[Silence] = Silence) -> Silence:
        _LOG.warning("The geocoder does not answer: %s", why)
        return kind(why)

    def _ask(self, path: str, asked: dict[str, str]) -> bytes:
        """Raises ValueError where the answer is too long or too slow, and Refusal."""
        begun = time.monotonic()
        with requests.get(
            f"{self.url}/{path}",
            params={**self.parameters, **asked},
            headers=self.headers,
            timeout=self.timeout_seconds,
            allow_redirects=False,  # the site named this host and no other
            stream=True,
        ) as answer:
            if answer.status_code in _REFUSING:
                raise self._silence(f"answered {answer.status_code}", Refusal)
            answer.raise_for_status()
            if answer.status_code != requests.codes.ok:
                raise ValueError("sent elsewhere")
            body = bytearray()
            # By what has arrived: the library's own time limit begins anew with each byte.
            while chunk := answer.raw.read1(16_384, decode_content=True):
                body += chunk
                if len(body) > _MOST_BYTES or time.monotonic() - begun > self.timeout_seconds:
                    raise ValueError("too long or too slow")
        return bytes(body)


def _place(found: Any) -> Place | None:
    """None for an entry that is no place on earth."""
    try:
        point = Point(float(found["lat"]), float(found["lon"]))
        rank = int(found.get("place_rank", 30))
        label = _plain(str(found["display_name"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    is_street = _STREETS <= rank < _HOUSES
    return Place(label, point.latitude, point.longitude, rank < _STREETS, is_street)


def _line(found: dict[str, Any]) -> str:
    """'12 Mill Lane, Oxford', short enough for a phone; the country is known."""
    parts = found.get("address")
    if not isinstance(parts, dict):
        return ""
    way = next((str(parts[name]) for name in _WAYS if parts.get(name)), "")
    town = next((str(parts[name]) for name in _TOWNS if parts.get(name)), "")
    number = str(parts.get("house_number") or "") if way else ""
    line = ", ".join(part for part in (f"{number} {way}".strip(), town) if part)
    return _plain(line) if way else ""


def _plain(text: str) -> str:
    """On one line, without what no eye sees and no column holds."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())[:_LONGEST_LINE]
