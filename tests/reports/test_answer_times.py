"""How long answers usually take: from what happened, and never better than it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.reports import answer_times, casework
from civicreport.reports.answer_times import UsualAnswer
from tests.factories import a_report
from tests.support.town import Town


@pytest.mark.parametrize(
    ("answered", "unanswered", "usual"),
    [
        (9, 0, None),  # too few to say
        (10, 0, UsualAnswer(days=3, reports=10)),
        (10, 9, UsualAnswer(days=3, reports=19)),
        (5, 10, None),  # silence is longer than any answer
    ],
)
def test_the_middle_of_the_latest(
    town: Town, answered: int, unanswered: int, usual: UsualAnswer | None
) -> None:
    long_ago = clock.now() - timedelta(days=30)
    for number in range(answered + unanswered):
        report = a_report(town, at=long_ago + timedelta(minutes=number))
        if number < answered:
            casework.change_status(
                report,
                Status.SCHEDULED,
                by=town.cleo,
                actor=Actor.OFFICER,
                text="",
                at=report.reported_at + timedelta(days=2, hours=5),
            )
    a_report(town, at=clock.now())  # of which nobody knows yet
    assert answer_times.usual(a_report(town, at=clock.now())) == usual


def test_where_nobody_is_responsible_nobody_answers(town: Town) -> None:
    assert answer_times.usual(a_report(town, category_code="flooding")) is None
