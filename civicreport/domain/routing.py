"""Who gets a report: the decision, made from facts that one SQL statement collected.

`choose` is pure and says why in codes with data, so that any page can tell it in words and any
test can lay the rules out as a table. Design, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class CoveringArea:
    """An area of the current generation that the point lies in, or near enough to."""

    code: str
    name: str
    type: str
    square_metres: float
    metres_away: float = 0.0  # above 0: the point is outside, within the tolerance


@dataclass(frozen=True, slots=True)
class NearestArea:
    """The covered place nearest to a point outside of everything, for a helpful refusal."""

    code: str
    name: str
    metres_away: float
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class CandidateContact:
    """A contact for the category whose body covers one of the areas."""

    contact_id: int
    body_id: int
    body_code: str
    body_name: str
    method: str
    precedence: int
    answer_days: int
    area_code: str
    square_metres: float
    copies: tuple[str, ...] = ()  # codes of bodies that are told, too
    only_confirmed: bool = False


class Reason(StrEnum):
    COVERED_BY = "covered_by"  # areas
    NEAR_EDGE = "near_edge"  # area, metres
    ONLY_CONTACT = "only_contact"  # body, category
    PRECEDENCE = "precedence"  # body
    SMALLEST_AREA = "smallest_area"  # body
    FIRST_BY_CODE = "first_by_code"  # body
    NO_CONTACT = "no_contact"  # category
    OUTSIDE = "outside"
    ANSWERED = "answered"  # body, question, answer


@dataclass(frozen=True, slots=True)
class Because:
    """One step of the answer to "why this council?"."""

    reason: Reason
    facts: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, str]:
        return {"reason": str(self.reason), **dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that says whose it is, and the contact of that body, whatever it covers."""

    question: str
    answer: str
    contact: CandidateContact


@dataclass(frozen=True, slots=True)
class Facts:
    areas: tuple[CoveringArea, ...]
    contacts: tuple[CandidateContact, ...]
    category: str
    answered: Answered | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    responsible: CandidateContact | None
    reasons: tuple[Because, ...]

    @property
    def is_covered(self) -> bool:
        return not any(because.reason is Reason.OUTSIDE for because in self.reasons)


def choose(facts: Facts) -> Decision:
    """Exactly one responsible contact, or none and why not. A total order: never a coin toss."""
    if not facts.areas:
        return Decision(None, (Because(Reason.OUTSIDE),))
    reasons = [_where(facts.areas)]
    if facts.answered:
        return Decision(facts.answered.contact, (*reasons, _as_answered(facts.answered)))
    ranked = sorted(_one_for_each_contact(facts.contacts), key=_rank)
    if not ranked:
        return Decision(
            None, (*reasons, Because(Reason.NO_CONTACT, (("category", facts.category),)))
        )
    first = ranked[0]
    reasons.append(_why_first(first, ranked[1:], facts.category))
    return Decision(first, tuple(reasons))


def _as_answered(answered: Answered) -> Because:
    facts = ("body", answered.contact.body_name), ("question", answered.question)
    return Because(Reason.ANSWERED, (*facts, ("answer", answered.answer)))


def _where(areas: tuple[CoveringArea, ...]) -> Because:
    nearest = min(areas, key=lambda area: area.metres_away)
    if nearest.metres_away > 0:
        metres = str(max(1, round(nearest.metres_away)))
        return Because(Reason.NEAR_EDGE, (("area", nearest.name), ("metres", metres)))
    names = ", ".join(area.name for area in sorted(areas, key=lambda a: (a.square_metres, a.code)))
    return Because(Reason.COVERED_BY, (("areas", names),))


def _one_for_each_contact(contacts: tuple[CandidateContact, ...]) -> list[CandidateContact]:
    """A body may cover a point by several areas: its smallest one speaks for the contact."""
    best: dict[int, CandidateContact] = {}
    for contact in sorted(contacts, key=_rank):
        best.setdefault(contact.contact_id, contact)
    return list(best.values())


def _rank(contact: CandidateContact) -> tuple[int, float, str, str, int]:
    return (
        contact.precedence,
        contact.square_metres,
        contact.area_code,
        contact.body_code,
        contact.contact_id,
    )


def _why_first(first: CandidateContact, others: list[CandidateContact], category: str) -> Because:
    facts = (("body", first.body_name), ("category", category))
    if not others:
        return Because(Reason.ONLY_CONTACT, facts)
    second = others[0]
    if first.precedence < second.precedence:
        return Because(Reason.PRECEDENCE, (*facts, ("before", second.body_name)))
    if first.square_metres < second.square_metres:
        return Because(Reason.SMALLEST_AREA, (*facts, ("before", second.body_name)))
    return Because(Reason.FIRST_BY_CODE, (*facts, ("before", second.body_name)))
