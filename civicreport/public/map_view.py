"""What the address of the map asks for, and the addresses of what one may ask for next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from civicreport.bodies import queries as bodies
from civicreport.categories import queries as categories
from civicreport.domain.location import Box, Place, Point, view_in
from civicreport.domain.status import Status
from civicreport.reports.filters import CLASSES, Age, ReportFilter, status_words
from civicreport.web.i18n import long_day
from civicreport.web.names import named
from civicreport.web.words import status_name

_SPOT = 0.06  # degrees of longitude: a view so narrow is a place where one can report something
_STREET, _TOWN = 0.005, 0.05  # degrees each way from what somebody looked for
_FORM_CLASSES = ("reported", "in_hand", "fixed", "ended")


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the address of the same page without it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MapView:
    filters: ReportFilter
    bbox: str  # as it was asked for, empty where it was none
    box: Box | None
    first: str  # on a phone: "list", "map", or as it comes
    category_names: Mapping[str, str]
    body_names: Mapping[str, str]

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> MapView:
        category_names = {one.code: named(one.name) for one in categories.all_categories()}
        body_names = {one.code: named(one.name) for one in bodies.all_bodies()}
        box = view_in(args.get("bbox", ""))
        first = args.get("first", "")
        return cls(
            filters=ReportFilter.from_args(args).knowing(category_names, body_names),
            bbox=args.get("bbox", "") if box else "",
            box=box,
            first=first if first in {"list", "map"} else "",
            category_names=category_names,
            body_names=body_names,
        )

    def address(self, filters: ReportFilter | None = None, **changes: str | None) -> str:
        """Of the map as it is, but for what is named."""
        chosen = self.filters if filters is None else filters
        rest = {"bbox": self.bbox, "first": self.first, **changes}
        kept: dict[str, Any] = {**chosen.to_args(), **{k: v for k, v in rest.items() if v}}
        return url_for("public.map.show", **kept)

    def having(self, **changes: Any) -> str:
        """The address with another filter; statuses by the words that stand for them."""
        if "status" in changes:
            changes["statuses"] = CLASSES.get(changes["status"], frozenset())
            if changes.pop("status") == "fixed":
                changes["statuses"] = frozenset({Status.FIXED})
        return self.address(replace(self.filters, **changes))

    @property
    def without_filters(self) -> str:
        return self.address(ReportFilter())

    @property
    def report_here(self) -> str:
        """The form, at the middle of what is in view where that is near enough."""
        if self.box is None or not 0 < self.box[2] - self.box[0] <= _SPOT:
            return url_for("public.new_report.show")
        west, south, east, north = self.box
        middle = Point((south + north) / 2, (west + east) / 2).rounded()
        return url_for(
            "public.new_report.show", latitude=middle.latitude, longitude=middle.longitude
        )

    def statuses(self) -> list[Choice]:
        """The four that people mean, and any single ones that the address names."""
        chosen = self.filters.statuses
        offered = {word: CLASSES.get(word) or frozenset({Status(word)}) for word in _FORM_CLASSES}
        whole = [Choice(word, status_title(word), all_ <= chosen) for word, all_ in offered.items()]
        said = frozenset().union(*(all_ for all_ in offered.values() if all_ <= chosen))
        single = [Choice(str(s), status_name(s), True) for s in Status if s in chosen - said]
        return [*whole, *single]

    def quick(self) -> list[tuple[Choice, str]]:
        """The choices that most people make, each with its address."""
        chosen = " ".join(status_words(self.filters.statuses))
        named = (("", _("All")), ("open", _("Open")), ("fixed", status_name("fixed")))
        return [
            (Choice(value, name, value == chosen), self.having(status=value))
            for value, name in named
        ]

    def categories(self) -> list[Choice]:
        chosen = self.filters.categories
        return [Choice(code, name, code in chosen) for code, name in self.category_names.items()]

    def bodies(self) -> list[Choice]:
        chosen = self.filters.body
        return [Choice(code, name, code == chosen) for code, name in self.body_names.items()]

    def ages(self) -> list[Choice]:
        names = {
            Age.WEEK: _("the last week"),
            Age.MONTH: _("the last month"),
            Age.QUARTER: _("the last three months"),
            Age.YEAR: _("the last year"),
        }
        return [Choice(str(age), name, age == self.filters.age) for age, name in names.items()]

    def chips(self) -> Iterator[Chip]:
        """Every filter that is on, each to be taken off, but what a quick choice says."""
        asked = self.filters
        is_quick = any(choice.is_chosen for choice, _address in self.quick())
        for status in self.statuses():
            if status.is_chosen and not is_quick:
                members = CLASSES.get(status.value) or frozenset({Status(status.value)})
                yield Chip(status.name, self.having(statuses=asked.statuses - members))
        for code in sorted(asked.categories):
            name = self.category_names[code]
            yield Chip(name, self.having(categories=asked.categories - {code}))
        if asked.body:
            yield Chip(self.body_names[asked.body], self.having(body=None))
        yield from (Chip(age.name, self.having(age=None)) for age in self.ages() if age.is_chosen)
        yield from self._chips_of_days()
        if asked.words:
            yield Chip(_("“%(words)s”", words=asked.words), self.having(words=""))

    def _chips_of_days(self) -> Iterator[Chip]:
        first, last = self.filters.first_day, self.filters.last_day
        if first:
            yield Chip(_("from %(day)s", day=long_day(first)), self.having(first_day=None))
        if last:
            yield Chip(_("until %(day)s", day=long_day(last)), self.having(last_day=None))


def map_around(place: Place) -> str:
    """The address of the map round a place, as near as one looks for a street or for a town."""
    reach = _TOWN if place.is_wide else _STREET
    west, east = (max(-180.0, min(180.0, place.longitude + side)) for side in (-reach, reach))
    south, north = (max(-90.0, min(90.0, place.latitude + side)) for side in (-reach, reach))
    return url_for("public.map.show", bbox=f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}")


def status_title(word: str) -> str:
    """What a class of statuses, or one of them, is called."""
    names = {
        "reported": _("Waiting"),
        "in_hand": _("In hand"),
        "ended": _("Ended without a fix"),
    }
    return names.get(word) or status_name(word)
