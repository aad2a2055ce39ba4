"""The decision, rule by rule. Columns: what is put in, who comes out, and why."""
# ruff: noqa: E501 - the table's columns stay in line

from itertools import permutations

import pytest

from civicreport.domain.routing import (
    CandidateContact,
    CoveringArea,
    Decision,
    Facts,
    Reason,
    choose,
)

COUNTY = CoveringArea("C", "Countyshire", "county", 200.0)
WEST = CoveringArea("W", "Westham", "district", 100.0)
EAST = CoveringArea("E", "Eastham", "district", 100.0)


def contact(
    number: int, body: str, area: CoveringArea, *, precedence: int = 100
) -> CandidateContact:
    return CandidateContact(
        contact_id=number,
        body_id=number,
        body_code=body,
        body_name=f"{body} council",
        method="email",
        precedence=precedence,
        answer_days=5,
        area_code=area.code,
        square_metres=area.square_metres,
    )


def decide(areas: list[CoveringArea], contacts: list[CandidateContact]) -> Decision:
    return choose(Facts(tuple(areas), tuple(contacts), "Pothole"))


C, W, E = COUNTY, WEST, EAST
# fmt: off
RULES = [
    # what it shows                      contacts: number, body, area, precedence     takes  why
    ("the only one",                     [(1, "county", C, 100)],                         1, Reason.ONLY_CONTACT),
    ("the smaller area",                 [(1, "county", C, 100), (2, "west", W, 100)],    2, Reason.SMALLEST_AREA),
    ("precedence beats the area",        [(1, "county", C, 1),   (2, "west", W, 100)],    1, Reason.PRECEDENCE),
    ("lower wins above 100, too",        [(1, "county", C, 100), (2, "west", W, 101)],    1, Reason.PRECEDENCE),
    ("equal precedence: the area",       [(1, "county", C, 7),   (2, "west", W, 7)],      2, Reason.SMALLEST_AREA),
    ("equal areas: the area's code",     [(1, "west", W, 100),   (2, "east", E, 100)],    2, Reason.FIRST_BY_CODE),
    ("one area: the body's code",        [(1, "zeal", W, 100),   (2, "acme", W, 100)],    2, Reason.FIRST_BY_CODE),
    ("all alike: the contact's number",  [(9, "same", W, 100),   (3, "same", W, 100)],    3, Reason.FIRST_BY_CODE),
]
# fmt: on


@pytest.mark.parametrize(("shows", "contacts", "takes", "why"), RULES, ids=[r[0] for r in RULES])
def test_who_is_first(
    shows: str, contacts: list[tuple[int, str, CoveringArea, int]], takes: int, why: Reason
) -> None:
    candidates = [contact(n, body, area, precedence=p) for n, body, area, p in contacts]
    for order in permutations(candidates):
        decision = decide([WEST, EAST, COUNTY], list(order))
        assert decision.responsible is not None
        assert decision.responsible.contact_id == takes
        assert [because.reason for because in decision.reasons] == [Reason.COVERED_BY, why]
        assert decision.is_covered


def test_a_body_of_two_areas_speaks_once_by_its_smaller_one() -> None:
    decision = decide([WEST, COUNTY], [contact(1, "both", COUNTY), contact(1, "both", WEST)])
    assert decision.responsible is not None
    assert decision.responsible.area_code == "W"
    assert decision.reasons[1].reason is Reason.ONLY_CONTACT


def test_nobody_takes_it() -> None:
    decision = decide([WEST], [])
    assert decision.responsible is None
    assert decision.is_covered
    assert [b.reason for b in decision.reasons] == [Reason.COVERED_BY, Reason.NO_CONTACT]
    assert decision.reasons[1].as_json() == {"reason": "no_contact", "category": "Pothole"}


def test_outside_of_everything() -> None:
    decision = decide([], [])
    assert decision.responsible is None
    assert not decision.is_covered
    assert [because.as_json() for because in decision.reasons] == [{"reason": "outside"}]


def test_the_reason_names_the_areas_smallest_first() -> None:
    decision = decide([COUNTY, WEST], [])
    assert decision.reasons[0].as_json() == {
        "reason": "covered_by",
        "areas": "Westham, Countyshire",
    }


@pytest.mark.parametrize(("away", "said"), [(0.01, "1"), (1.4, "1"), (12.6, "13"), (50.0, "50")])
def test_near_enough_says_how_near(away: float, said: str) -> None:
    near = CoveringArea("W", "Westham", "district", 100.0, away)
    farther = CoveringArea("C", "Countyshire", "county", 200.0, away + 1)
    decision = decide([farther, near], [contact(1, "west", near)])
    assert decision.reasons[0].as_json() == {
        "reason": "near_edge",
        "area": "Westham",
        "metres": said,
    }
    assert decision.is_covered


def test_the_reason_names_who_would_have_been_next() -> None:
    decision = decide([WEST, COUNTY], [contact(1, "county", COUNTY), contact(2, "west", WEST)])
    assert decision.reasons[1].as_json() == {
        "reason": "smallest_area",
        "body": "west council",
        "category": "Pothole",
        "before": "county council",
    }
