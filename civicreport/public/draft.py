"""A report that is not sent yet: what was typed, the photos kept so far, and the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from civicreport.areas import queries as areas
from civicreport.categories import queries as categories
from civicreport.domain.location import Point, metres_between
from civicreport.public import address_line, choices, nearby, place_words
from civicreport.public import questions as question_fields
from civicreport.public import spot as spots
from civicreport.public.choices import Groups
from civicreport.public.nearby import Near
from civicreport.public.photo_intake import Intake
from civicreport.public.questions import NO_ANSWERS, Questions, Sent
from civicreport.public.report_form import ReportForm
from civicreport.public.spot import Recipient, Spot
from civicreport.reports.submission import Submission
from civicreport.web import visitor

SAME_PLACE_METRES = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that may have been meant."""

    label: str
    point: Point

    @property
    def value(self) -> str:
        return f"{self.point.latitude:.6f},{self.point.longitude:.6f}"


@dataclass
class Draft:
    form: ReportForm
    intake: Intake = field(default_factory=Intake)
    sent: Sent = NO_ANSWERS  # in it the answers, whose questions are not known yet
    spot: Spot | None = None
    questions: Questions = field(default_factory=Questions)

    def look_around(self) -> None:
        """Ask the registers about the chosen place and category, if there are any."""
        point = self.form.point
        self.spot = spots.at(point) if point else None
        chosen = self.form.category.data
        if any(one.code == chosen and one.has_questions for one in self.categories):
            self.questions = question_fields.of_category(chosen, self.sent)
        if self.spot and self.questions.directing:
            self.spot = self.spot.after_answers(chosen, self.questions.answers)

    def __iter__(self) -> Iterator[Any]:
        """Its fields, in the order in which they stand in the page."""
        for one in self.form:
            yield one
            if one is self.form.category:
                yield from self.questions.first
            if one is self.form.details:
                yield from self.questions.rest

    @property
    def errors(self) -> dict[str, Sequence[str]]:
        return {one.name: one.errors for one in self if one.errors}

    @cached_property
    def categories(self) -> Sequence[Any]:
        """Those offered here; before a place is chosen, all of them."""
        if self.spot and self.spot.offers:
            return [offer.category for offer in self.spot.offers]
        return categories.all_categories()

    @property
    def category_groups(self) -> Groups:
        return choices.grouped(self.categories, self.spot.point if self.spot else None)

    @property
    def suggestion_by_words(self) -> tuple[Any, str] | None:
        """Without scripts, where none was chosen: which is meant, and because of what."""
        if self.form.category.data or not self.form.details.data:
            return None
        found = choices.suggested(self.form.details.data, self.categories)
        by_code = {one.code: one for one in self.categories}
        return (by_code[found.code], found.because) if found else None

    @property
    def offered_category(self) -> str | None:
        """The chosen category, where it is offered."""
        chosen = self.form.category.data
        return chosen if self.spot and self.spot.offers_category(chosen) else None

    @cached_property
    def neighbours(self) -> list[Near]:
        """What is known of the same kind near by; it may be the same."""
        if self.spot is None or self.offered_category is None:
            return []
        return nearby.known_at(self.spot.point, self.offered_category, asking=visitor.account())

    @property
    def waits_for_neighbours(self) -> bool:
        """Whether it has to be asked first if it is one of them: once, where nobody was shown any.

        Where there are scripts they are shown while the form is filled in.
        """
        return not self.form.different.data and bool(self.neighbours)

    @property
    def recipient_name(self) -> str | None:
        """Who gets it, as far as place and category are known."""
        return self._recipient.body_name if self._recipient else None

    @property
    def photo_place(self) -> str:
        """Where a photo was taken, to be offered; empty where the mark stands there anyway."""
        taken, chosen = self.intake.place, self.form.point
        if taken is None or (chosen and metres_between(taken, chosen) < SAME_PLACE_METRES):
            return ""
        return Suggestion("", taken).value

    @property
    def is_private(self) -> bool:
        return bool(self._recipient and self._recipient.is_private)

    @property
    def _recipient(self) -> Recipient | None:
        return self.spot.recipient_of(self.offered_category) if self.spot else None

    def is_valid(self) -> bool:
        """Whether it can be sent; everything that is wrong stands at its field."""
        fields_are_valid: bool = self.form.validate()
        self._note(self.form.latitude, self.place_problem())
        self._note(self.form.category, self._category_problem())
        self._note(self.form.email, self._email_problem())
        self._note(self.form.email, self._person_problem())
        for refusal in self.intake.refusals:
            self._note(self.form.photos, refusal)
        self.questions.check()
        return fields_are_valid and not self.errors

    def place_problem(self) -> str | None:
        """What is wrong with the place, in words; None where it is fine."""
        if not self.form.has_place:
            return place_words.missing(is_described=self.form.is_place_rough.data)
        if self.spot is None:
            return str(_("These coordinates are not a place on earth. Search for it instead."))
        if self.spot.is_covered:
            return None
        if self._is_swapped():
            return str(
                _("Latitude and longitude look swapped. Choose the place below if it is right.")
            )
        return place_words.outside(self.spot)

    @property
    def address(self) -> str:
        """What the geocoder called the spot, where the form carries that."""
        return address_line.opened(self.form.address.data, self.spot.point) if self.spot else ""

    def suggestion(self) -> Suggestion | None:
        """Where to go instead, for a place that is not covered."""
        swapped = self.form.swapped
        if swapped is not None and self._is_swapped():
            return Suggestion(f"{swapped.latitude:.5f}, {swapped.longitude:.5f}", swapped)
        inside = self.spot.nearest_point if self.spot else None
        if self.spot is None or self.spot.nearest is None or inside is None:
            return None
        return Suggestion(self.spot.nearest.name, inside)

    @property
    def place(self) -> str:
        """The spot in words: its address with the postcode, else the postcode and the area."""
        if self.spot is None:
            return ""
        if not self.address:
            return self.spot.words
        return ", ".join(part for part in (self.address, self.spot.postcode) if part)

    def submission(self) -> Submission:
        """The checked values, as the record takes them."""
        spot = self.spot
        if spot is None:
            raise ValueError("only a valid draft has a submission")
        return Submission(
            point=spot.point,
            category_code=self.form.category.data,
            details=self.form.details.data,
            photos=self.intake.stored,
            name=self.form.name.data,
            email=self.form.email.data,
            show_name=self.form.show_name.data,
            idempotency_key=self.form.key,
            place=self.place,
            place_note=self.form.place_note.data,
            is_place_rough=self.form.is_place_rough.data,
            answers=self.questions.kept(),
        )

    def _is_swapped(self) -> bool:
        swapped = self.form.swapped
        covered = self.spot is not None and self.spot.is_covered
        return swapped is not None and not covered and bool(areas.covering(swapped))

    def _category_problem(self) -> str | None:
        if not self.form.category.data:
            return str(_("Choose what it is, so that it reaches the right people."))
        if (
            self.spot
            and self.spot.is_covered
            and not self.spot.offers_category(self.form.category.data)
        ):
            return str(_("This is not offered at this place. Choose what comes nearest to it."))
        return None

    def _email_problem(self) -> str | None:
        """Some bodies take reports of confirmed addresses only; the page has said so."""
        taker = self._recipient
        if taker is None or not taker.only_confirmed or self.form.email.data:
            return None
        known = visitor.account()
        if known and known.email_confirmed_at:
            return None
        return str(_("%(body)s needs an address that you confirm.", body=taker.body_name))

    def _person_problem(self) -> str | None:
        """Nobody sends in another's name what was left on a device that many use."""
        if visitor.still_writes(self.form.of.data or ""):
            return None
        return str(
            _(
                "Whoever wrote this is not signed in here any more. Sign in again, or look through "
                "it and send it once more as it stands."
            )
        )

    @staticmethod
    def _note(field_: object, problem: str | None) -> None:
        if problem:
            field_.errors = [*field_.errors, problem]  # type: ignore[attr-defined]
