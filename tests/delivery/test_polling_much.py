"""Nothing that a body's own system says is lost among many others, or among our own words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicreport import jobs
from civicreport.bodies.models import Endpoint
from civicreport.db import session
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain import clock
from civicreport.reports.models import Report
from tests.delivery.test_polling import ago, poll, texts
from tests.factories.reports import a_report
from tests.support.georeport_peer import GeoReportPeer
from tests.support.town import Town


@pytest.fixture
def handed_over(town: Town, peer: GeoReportPeer) -> Report:
    """As the request 1000."""
    report = a_report(town, at=clock.now())
    jobs.drain(until=clock.now())
    assert peer.of(f"CR-{report.id}").id == "1000"
    return report


def test_more_than_fits_into_one_answer_is_heard(
    handed_over: Report, peer: GeoReportPeer, endpoint: Endpoint
) -> None:
    """After days of silence, or of a whole region at once."""
    endpoint.polled_until = clock.now() - timedelta(days=3)
    peer.most_updates = 50
    for n in range(120):
        peer.says(f"u{n}", "9", updated_datetime=ago(days=2, minutes=-n))
    peer.says("last", "1000", description="We come on Monday.", updated_datetime=ago(days=1))
    poll()
    assert texts(handed_over) == ["We come on Monday."]


def test_an_update_without_a_number_is_none_of_our_own(
    handed_over: Report, peer: GeoReportPeer
) -> None:
    """Though it comes with one of ours, for which the peer has told no number of its own."""
    first = session.query(Delivery).one()
    ours = Delivery(
        report=handed_over,
        body_id=first.body_id,
        purpose=Purpose.UPDATE,
        method=first.method,
        state=State.SENT,
        message_id="ours",
        created_at=clock.now(),
        due_at=clock.now(),
    )
    session.add(ours)
    session.flush()
    peer.says(f"CR-{handed_over.id}-{ours.id}", "1000", description="What we said ourselves.")
    peer.says("", "1000", description="We come on Monday.")
    poll()
    assert texts(handed_over) == ["We come on Monday."]
