from __future__ import annotations

import pytest

from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor

COUNTY, DISTRICT, NOBODY = 1, 2, None
ADA = Viewer(account_id=10)
CLEO = Viewer(account_id=11, officer_of=frozenset({COUNTY}))
CHIEF = Viewer(account_id=12, administrator_of=frozenset({COUNTY}))
BOTH = Viewer(account_id=13, officer_of=frozenset({COUNTY}), administrator_of=frozenset({DISTRICT}))
DOV = Viewer(account_id=14, is_operator=True)
OFF, ADM, REP = Actor.OFFICER, Actor.ADMINISTRATOR, Actor.REPORTER


# fmt: off
@pytest.mark.parametrize(("viewer", "body", "serves", "administers", "acts_as"), [
    (STRANGER, COUNTY,   False, False, None),
    (STRANGER, NOBODY,   False, False, None),
    (ADA,      COUNTY,   False, False, REP),
    (ADA,      NOBODY,   False, False, REP),
    (CLEO,     COUNTY,   True,  False, OFF),
    (CLEO,     DISTRICT, False, False, None),
    (CLEO,     NOBODY,   False, False, None),
    (CHIEF,    COUNTY,   True,  True,  ADM),
    (CHIEF,    DISTRICT, False, False, None),
    (BOTH,     COUNTY,   True,  False, OFF),
    (BOTH,     DISTRICT, True,  True,  ADM),
    (DOV,      COUNTY,   True,  True,  ADM),
    (DOV,      NOBODY,   True,  True,  ADM),
])  # fmt: skip
def test_who_one_is_to_a_report_of_adas(
    viewer: Viewer,
    body: int | None,
    acts_as: Actor | None,
    *,
    serves: bool,
    administers: bool,
) -> None:
    assert viewer.serves(body) is serves
    assert viewer.administers(body) is administers
    assert viewer.acts_as(body, reporter_id=10) is acts_as


def test_a_report_without_a_reporter_is_no_strangers() -> None:
    assert STRANGER.acts_as(COUNTY, reporter_id=None) is None


def test_an_officer_who_reports_to_their_own_council_acts_as_officer() -> None:
    assert CLEO.acts_as(COUNTY, reporter_id=11) is OFF
    assert CLEO.acts_as(DISTRICT, reporter_id=11) is REP


def test_staff_is_who_works_for_somebody() -> None:
    assert [v.is_staff for v in (STRANGER, ADA, CLEO, CHIEF, DOV)] == [
        *(False, False, True, True, True)
    ]
    assert BOTH.bodies == {COUNTY, DISTRICT}
