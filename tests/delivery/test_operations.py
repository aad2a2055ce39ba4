"""A report reaches its body, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail, replaced_by
from civicreport.delivery import queries
from civicreport.delivery.models import State
from civicreport.domain.events import ReportSubmitted, announce
from tests.support.outgoing import a_report
from tests.support.town import Town


@pytest.fixture
def letters() -> Iterator[MemoryMail]:
    with replaced_by(MemoryMail()) as twin:
        yield twin


def test_a_submitted_report_is_delivered_to_its_body(town: Town, letters: MemoryMail) -> None:
    report = a_report(town.contacts["county", "pothole"], town.ada)
    announce(ReportSubmitted(report.id, None, town.ada.id))
    jobs.drain()

    (delivery,) = queries.of_report(report.id)
    assert delivery.state is State.SENT
    (message,) = letters.messages
    assert message["To"] == "pothole@county.example"
    assert message["Subject"] == f"CR-{report.id}: Pothole, High Street, Westham"
