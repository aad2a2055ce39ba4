"""Who takes what where: the facts of routing, each in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from civicreport.areas.queries import PLACES, areas_from, parameters_of
from civicreport.db import look_up
from civicreport.domain.answers import Answers, Question, directed, from_json, in_words
from civicreport.domain.errors import NotFound
from civicreport.domain.location import Point
from civicreport.domain.routing import (
    Answered,
    CandidateContact,
    CoveringArea,
    Decision,
    Facts,
    choose,
)

_PLACES_AND_CANDIDATES = f"""{PLACES}, candidate as (
    select contact.category_id, contact.id as contact_id, body.id as body_id,
        body.code as body_code, body.name as body_name, contact.method, contact.precedence,
        contact.answer_days, place.code as area_code, place.square_metres, body.only_confirmed,
        array(
            select copied.code
            from contact_copy join body copied on copied.id = contact_copy.body_id
            where contact_copy.contact_id = contact.id and copied.is_active
            order by copied.code
        ) as copies
    from place
    join body_area on body_area.area_code = place.code and body_area.area_type = place.type
    join body on body.id = body_area.body_id and body.is_active
    join contact on contact.body_id = body.id and contact.is_active
)
"""

# Bodies that an answer may send a report to take it wherever it lies.
_NAMED_BY_ADVICE = """
    select contact.id as contact_id, body.id as body_id, body.code as body_code,
        body.name as body_name, contact.method, contact.precedence, contact.answer_days,
        '' as area_code, 0 as square_metres, body.only_confirmed, array[]::varchar[] as copies
    from jsonb_array_elements(category.questions) question,
        jsonb_each(question -> 'advice') advice
    join body on body.code = advice.value ->> 'body' and body.is_active
    join contact on contact.body_id = body.id and contact.is_active
    where contact.category_id = category.id
"""

_ONE_CATEGORY = f"""{_PLACES_AND_CANDIDATES}
select category.name, areas,
    (
        select json_agg(to_jsonb(candidate) - 'category_id')
        from candidate where category_id = category.id
    ),
    category.questions,
    (select json_agg(to_jsonb(named)) from ({_NAMED_BY_ADVICE}) named)
from category, places_as_json
where category.code = %(category)s
"""

_EVERY_CATEGORY = f"""{_PLACES_AND_CANDIDATES}
select category.code, category.name, category."group", category.hint,
    category.is_private, category.questions <> '[]'::jsonb, category.words, areas,
    (
        select json_agg(to_jsonb(candidate) - 'category_id')
        from candidate where category_id = category.id
    )
from category, places_as_json
order by category.position, category.code
"""


@dataclass(frozen=True, slots=True)
class OfferedCategory:
    code: str
    name: str
    group: str
    hint: str
    is_private: bool
    has_questions: bool
    words: dict[str, list[str]]  # by language


@dataclass(frozen=True, slots=True)
class Offer:
    """A category at a place, and who would get it there; nobody: body_code is None."""

    category: OfferedCategory
    body_code: str | None
    body_name: str | None
    answer_days: int | None
    only_confirmed: bool = False  # this body takes no report before its address is confirmed


def route(
    point: Point, category_code: str, answers: Answers | None = None
) -> tuple[Facts, Decision]:
    """Who is responsible here for this, and why. Raises NotFound for an unknown category."""
    rows = look_up(_ONE_CATEGORY, {**parameters_of(point), "category": category_code})
    if not rows:
        raise NotFound(category=category_code)
    name, areas, candidates, questions, named = rows[0]
    facts = _facts(areas_from(areas), candidates, category=name)
    if named and answers:
        facts = replace(facts, answered=_answered(from_json(questions), answers, named))
    return facts, choose(facts)


def _answered(
    questions: Sequence[Question], answers: Answers, named: list[dict[str, Any]]
) -> Answered | None:
    """Where an answer says whose it is; a body that does not take it is passed over."""
    found = directed(questions, answers)
    if found is None:
        return None
    question, advice = found
    takers = [_candidate(row) for row in named if row["body_code"] == advice.body]
    answer = in_words(question, answers[question.code])
    return Answered(question.prompt, answer, takers[0]) if takers else None


def offered_at(point: Point) -> list[Offer]:
    """Every category of the site with its taker here, in their order; [] outside coverage."""
    offers = []
    for *category, areas, candidates in look_up(_EVERY_CATEGORY, parameters_of(point)):
        offered = OfferedCategory(*category)
        if areas:
            facts = _facts(areas_from(areas), candidates, category=offered.name)
            offers.append(_offer(offered, choose(facts).responsible))
    return offers


def _facts(
    areas: tuple[CoveringArea, ...], candidates: list[dict[str, Any]] | None, *, category: str
) -> Facts:
    return Facts(areas, tuple(_candidate(row) for row in candidates or ()), category)


def _candidate(row: dict[str, Any]) -> CandidateContact:
    return CandidateContact(**{**row, "copies": tuple(row["copies"])})


def _offer(category: OfferedCategory, taker: CandidateContact | None) -> Offer:
    if taker is None:
        return Offer(category, None, None, None)
    return Offer(
        category, taker.body_code, taker.body_name, taker.answer_days, taker.only_confirmed
    )


def directed_offer(offer: Offer, point: Point, answers: Answers) -> Offer:
    """The same category here, with whoever gets it after these answers."""
    _, decision = route(point, offer.category.code, answers)
    return _offer(offer.category, decision.responsible)
