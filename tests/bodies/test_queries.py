import pytest

from civicreport.bodies import queries, takers
from civicreport.domain.errors import NotFound
from civicreport.domain.location import Point
from civicreport.domain.routing import Decision, Reason
from tests.support.town import Town


def reasons(decision: Decision) -> list[Reason]:
    return [because.reason for because in decision.reasons]


def taker(decision: Decision) -> str | None:
    return decision.responsible.body_code if decision.responsible else None


def test_two_tiers_at_one_spot(town: Town) -> None:
    _, pothole = takers.route(town.west, "pothole")
    facts, graffiti = takers.route(town.west, "graffiti")
    assert taker(pothole) == "county"
    assert taker(graffiti) == "west"
    assert [area.code for area in facts.areas] == ["W", "C"]
    assert reasons(graffiti) == [Reason.COVERED_BY, Reason.ONLY_CONTACT]


def test_an_unknown_category_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        takers.route(town.west, "dragons")


def test_outside_of_everything(town: Town) -> None:
    facts, decision = takers.route(town.outside, "pothole")
    assert facts.areas == ()
    assert decision.responsible is None
    assert not decision.is_covered


def test_nobody_takes_it(town: Town) -> None:
    _, decision = takers.route(town.west, "flooding")
    assert decision.responsible is None
    assert decision.is_covered
    assert reasons(decision) == [Reason.COVERED_BY, Reason.NO_CONTACT]


def test_offers_name_everything_with_its_taker(town: Town) -> None:
    offers = {offer.category.code: offer.body_code for offer in takers.offered_at(town.east)}
    assert offers == {
        "pothole": "county",
        "street_light": "county",
        "graffiti": "east",
        "litter": "east",
        "flooding": None,
    }
    assert takers.offered_at(town.outside) == []


@pytest.mark.parametrize("who", ["cleo", "dov", "ben"])
def test_who_somebody_is_to_a_report(town: Town, who: str) -> None:
    viewer = queries.viewer(getattr(town, who).id)
    assert viewer.is_staff is (who != "ben")
    assert viewer.is_operator is (who == "dov")
    assert viewer.serves(town.bodies["county"].id) is (who != "ben")
    assert viewer.serves(town.bodies["west"].id) is (who == "dov")


def test_near_the_coast(town: Town) -> None:
    facts, decision = takers.route(Point(51.05, -0.8 + 0.0005), "graffiti")  # 35 m off
    assert taker(decision) == "east"
    assert reasons(decision)[0] is Reason.NEAR_EDGE
    assert 30 < facts.areas[0].metres_away < 40
