"""Reports of a city, kept here to be read: as they are there, once each, and told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from civicreport.adapters.georeport import Quirks, ServiceRequest
from civicreport.bodies.models import Contact, Endpoint, Method
from civicreport.db import session
from civicreport.delivery.models import Delivery
from civicreport.domain.errors import KeptElsewhere
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.notifications.models import Notification
from civicreport.participation import upvotes
from civicreport.participation.queries import upvotes as count_upvotes
from civicreport.reports import casework, imports, inbox, moderation, timeline, updates
from civicreport.reports.filters import ReportFilter
from civicreport.reports.imports import Taken
from civicreport.reports.models import Report, Source
from tests.support.announcements import Heard
from tests.support.town import Town

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)


@pytest.fixture
def endpoint(town: Town) -> Endpoint:
    endpoint = Endpoint(body_id=town.bodies["county"].id, url="https://x.example", quirks={})
    session.add(endpoint)
    session.flush()
    return endpoint


@pytest.fixture
def hole(town: Town) -> ServiceRequest:
    return ServiceRequest(
        "638344",
        status="open",
        service_code="006",
        service_name="POTHOLE",
        description="A hole before 8TH AVE",
        requested_at=NOON,
        expected_at=NOON + timedelta(days=5),
        address="  8TH AVE and JUDAH ST , ",
        point=town.west,
    )


def the_report() -> Report:
    return session.scalars(sa.select(Report)).one()


def told(report: Report) -> list[tuple[str, str | None, str]]:
    entries = timeline.of(report.id, Viewer())
    return [(entry.kind, entry.new, entry.text) for entry in entries]


def test_a_request_becomes_a_report_that_tells_nobody(
    endpoint: Endpoint, hole: ServiceRequest, town: Town, heard: Heard
) -> None:
    assert imports.take(hole, endpoint, at=LATER) is Taken.NEW

    report = the_report()
    assert (report.source, report.visibility) == (Source.IMPORT, Visibility.PUBLIC)
    assert (report.category.code, report.body) == ("pothole", town.bodies["county"])
    assert (report.details, report.place) == ("A hole before 8TH AVE", "8TH AVE and JUDAH ST")
    assert (report.status, report.reported_at) == (Status.REPORTED, NOON)
    assert report.expected_at == hole.expected_at
    assert report.point == town.west
    assert report.reporter.name == "imported from Countyshire Council"
    assert not report.reporter.is_active
    assert told(report) == [("submitted", "reported", "")]
    assert heard == []
    assert session.scalars(sa.select(Delivery)).all() == []
    assert session.scalars(sa.select(Notification)).all() == []


def test_the_contact_for_its_service_says_the_category(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    contact = town.contacts["county", "street_light"]
    contact.method, contact.address = Method.OPEN311, "006"
    session.flush()

    imports.take(hole, endpoint, at=LATER)

    assert (the_report().category.code, the_report().contact) == ("street_light", contact)


def test_again_is_the_same_report(endpoint: Endpoint, hole: ServiceRequest) -> None:
    taken = [imports.take(hole, endpoint, at=LATER) for _ in range(3)]

    assert taken == [Taken.NEW, Taken.SAME, Taken.SAME]
    assert the_report().version == 1


def test_what_changed_there_changes_here(endpoint: Endpoint, hole: ServiceRequest) -> None:
    imports.take(hole, endpoint, at=LATER)
    changed = replace(hole, status_notes="We look at it.", updated_at=NOON + timedelta(hours=1))
    closed = replace(changed, status="closed", status_notes="Done.", updated_at=LATER)

    assert imports.take(changed, endpoint, at=LATER) is Taken.CHANGED
    assert imports.take(closed, endpoint, at=LATER) is Taken.CHANGED
    assert imports.take(closed, endpoint, at=LATER) is Taken.SAME
    report = the_report()
    assert (report.status, report.closed_at) == (Status.NO_ACTION, LATER)
    assert told(report) == [
        ("submitted", "reported", ""),
        ("update", None, "We look at it."),
        ("status", "no_action", "Done."),
    ]

    imports.take(hole, endpoint, at=LATER + timedelta(days=1))
    assert (the_report().status, the_report().closed_at) == (Status.REPORTED, None)


def test_a_report_that_came_in_closed_says_so_with_its_notes(
    endpoint: Endpoint, hole: ServiceRequest
) -> None:
    closed = replace(hole, status="closed", status_notes="Duplicate request.", updated_at=LATER)

    imports.take(closed, endpoint, at=LATER + timedelta(days=9))

    assert told(the_report())[1:] == [("status", "no_action", "Duplicate request.")]
    assert the_report().closed_at == LATER


@pytest.mark.parametrize(
    ("status", "detailed", "quirks", "meant"),
    [
        ("open", "", {}, Status.REPORTED),
        ("open", "IN_PROGRESS", {}, Status.IN_PROGRESS),
        ("closed", "", {}, Status.NO_ACTION),
        ("closed", "", {"extended_statuses": True}, Status.NO_ACTION),
        ("closed", "", {"closed_means": "fixed"}, Status.FIXED),
        ("closed", "", {"status_words": {"closed": "fixed"}}, Status.FIXED),
        ("closed", "FIXED", {}, Status.FIXED),
        ("closed", "REJECTED", {}, Status.NO_ACTION),
        ("closed", "mystery", {}, Status.NO_ACTION),
        ("mystery", "", {}, Status.REPORTED),
        ("", "", {}, Status.REPORTED),
    ],
)
def test_nothing_is_fixed_that_nobody_called_fixed(
    status: str, detailed: str, quirks: dict[str, Any], meant: Status
) -> None:
    request = ServiceRequest("1", status=status, detailed_status=detailed)

    assert imports.status_of(request, Quirks(**quirks)) is meant


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({"service_request_id": ""}, Taken.NO_NUMBER),
        ({"service_request_id": "9" * 201}, Taken.NO_NUMBER),
        ({"requested_at": None}, Taken.NO_DATE),
        ({"point": None}, Taken.NO_PLACE),
        ({"service_name": "Bees"}, Taken.NO_CATEGORY),
        ({"service_name": "", "service_code": ""}, Taken.NO_CATEGORY),
    ],
)
def test_what_cannot_be_shown_is_left_out_and_said(
    endpoint: Endpoint, hole: ServiceRequest, changes: dict[str, Any], taken: Taken
) -> None:
    assert imports.take(replace(hole, **changes), endpoint, at=LATER) is taken
    assert session.scalars(sa.select(Report)).all() == []


def test_a_place_that_the_site_does_not_cover_is_left_out(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    assert imports.take(replace(hole, point=town.outside), endpoint, at=LATER) is Taken.OUTSIDE


def test_a_private_category_stays_private(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    town.categories["pothole"].is_private = True
    session.flush()

    imports.take(hole, endpoint, at=LATER)

    assert the_report().visibility is Visibility.PRIVATE


def test_a_date_that_has_not_come_yet_is_today(endpoint: Endpoint, hole: ServiceRequest) -> None:
    imports.take(replace(hole, requested_at=LATER + timedelta(days=9)), endpoint, at=LATER)

    assert the_report().reported_at == LATER


def test_hidden_by_a_moderator_it_stays_hidden(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    imports.take(hole, endpoint, at=LATER)
    who: dict[str, Any] = {"by": town.dov, "actor": Actor.ADMINISTRATOR, "at": LATER}
    moderation.hide(the_report(), reason="names a neighbour", **who)

    imports.take(replace(hole, status="closed"), endpoint, at=LATER)

    assert the_report().visibility is Visibility.HIDDEN


def test_nobody_acts_on_it_here(endpoint: Endpoint, hole: ServiceRequest, town: Town) -> None:
    imports.take(hole, endpoint, at=LATER)
    report = the_report()
    who: dict[str, Any] = {"by": town.cleo, "actor": Actor.OFFICER, "at": LATER}
    acts: list[Callable[[], object]] = [
        lambda: casework.change_status(report, Status.FIXED, text="Done", **who),
        lambda: casework.reroute(report, category_code="litter", **who),
        lambda: updates.post(report, text="News", **who),
        lambda: updates.show(report, **who),
    ]

    for act in acts:
        with pytest.raises(KeptElsewhere) as refusal:
            act()
        assert (refusal.value.body, refusal.value.number) == ("Countyshire Council", "638344")
    assert (report.version, report.status) == (1, Status.REPORTED)


def test_neighbours_have_seen_it_too(endpoint: Endpoint, hole: ServiceRequest, town: Town) -> None:
    imports.take(hole, endpoint, at=LATER)

    upvotes.toggle(the_report().id, town.ben, at=LATER)

    assert count_upvotes(the_report().id) == 1


def test_it_is_no_work_of_the_staff_here(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    imports.take(hole, endpoint, at=LATER)
    cleo = Viewer(account_id=town.cleo.id, officer_of=frozenset({town.bodies["county"].id}))
    much_later = LATER + timedelta(days=90)

    assert inbox.inbox(cleo, ReportFilter()).rows == []
    assert inbox.inbox_counts(cleo, now=much_later).overdue == 0


def test_a_contact_that_is_gone_still_says_the_category(
    endpoint: Endpoint, hole: ServiceRequest, town: Town
) -> None:
    retired = Contact(
        body_id=town.bodies["county"].id,
        category_id=town.categories["flooding"].id,
        method=Method.OPEN311,
        address="006",
        is_active=False,
    )
    session.add(retired)
    session.flush()

    imports.take(hole, endpoint, at=LATER)

    assert the_report().category.code == "flooding"
