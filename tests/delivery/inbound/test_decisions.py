"""What people decide about a mail: in whose name its words stand then."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery.inbound import decisions, queries
from civicreport.delivery.inbound.answers import Voice
from civicreport.delivery.inbound.decisions import Decision
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.errors import ReasonMissing
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor, Status
from civicreport.notifications.models import Notification
from civicreport.reports import queries as reports
from civicreport.reports import timeline, updates
from civicreport.reports.models import Report
from tests.delivery.inbound.conftest import Configure
from tests.support.photos import a_photo
from tests.support.replies import a_reply, answer, hand_in
from tests.support.town import Town


@pytest.fixture
def cleo(town: Town) -> Voice:
    return Voice(town.cleo, Actor.OFFICER, clock.now())


def comment(town: Town, report: Report, words: str, sender: str) -> ReceivedMail:
    """An answer to what Ada was told."""
    updates.post(report, by=town.cleo, actor=Actor.OFFICER, text="Which lane?", at=clock.now())
    jobs.drain()
    told = session.scalars(sa.select(Notification).filter_by(report_id=report.id)).one()
    return hand_in(a_reply(words, sender=sender), address_for(Kind.NOTIFICATION, told.id))


def read_by(report: Report, viewer: Viewer) -> list[str]:
    return [entry.text for entry in timeline.of(report.id, viewer)]


def test_a_residents_doubted_words_stay_theirs(
    town: Town, pothole: Report, cleo: Voice, configure: Configure
) -> None:
    configure("moderation", words=("muppets",))
    kept = comment(town, pothole, "Fixed, you muppets.", "ada@example.org")
    assert decisions.asks_for(kept).status is None, "a citizen's words move nothing"
    decisions.take_over(kept, pothole, Decision.UPDATE, text="Fixed.", officer=cleo)
    entry = timeline.of(pothole.id, STRANGER)[-1]
    assert (entry.actor, entry.body_name, entry.text) == (Actor.REPORTER, None, "Fixed.")


def test_nobody_speaks_in_the_name_of_a_resident_who_may_be_another(
    town: Town, pothole: Report, cleo: Voice
) -> None:
    kept = comment(town, pothole, "The left one.", "eve@example.org")
    decisions.take_over(kept, pothole, Decision.UPDATE, text="The left one.", officer=cleo)
    assert timeline.of(pothole.id, STRANGER)[-1].actor is Actor.OFFICER


@pytest.mark.parametrize("decision", [Decision.UPDATE, Decision.STATUS, Decision.NOTE])
def test_what_the_mail_keeps_for_the_staff_is_kept_for_the_staff(
    town: Town, pothole: Report, cleo: Voice, decision: Decision
) -> None:
    mail = a_reply("Fixed. Filled.\n\ninternal: cold mix next time\n", sender="jo@else.example")
    kept = answer(pothole, mail)
    decisions.take_over(kept, pothole, decision, text="Filled.", officer=cleo)
    assert "cold mix" not in str(read_by(pothole, STRANGER))
    county = Viewer(officer_of=frozenset({town.bodies["county"].id}))
    assert "cold mix" in str(read_by(pothole, county))


def test_an_act_that_is_refused_leaves_the_mail_waiting(pothole: Report, cleo: Voice) -> None:
    kept = answer(pothole, a_reply("Fixed.", sender="jo@else.example"))
    with pytest.raises(ReasonMissing):
        decisions.take_over(kept, pothole, Decision.NOTE, text=" ", officer=cleo)
    assert kept.outcome is MailOutcome.QUEUED


def test_photos_that_are_taken_twice_hang_once(pothole: Report, cleo: Voice) -> None:
    """A worker that is killed after its work does it again."""
    mail = a_reply("Fixed.", sender="jo@else.example", photos=(a_photo(),))
    kept = answer(pothole, mail)
    decisions.take_over(kept, pothole, Decision.STATUS, text="", officer=cleo)
    session.flush()
    decisions.take_photos(kept.id)
    decisions.take_photos(kept.id)
    assert len(reports.photos_of(pothole.id, Viewer(is_operator=True))) == 1
    assert pothole.status is Status.FIXED


def test_on_a_trial_whoever_gets_all_letters_may_answer_them(
    pothole: Report, configure: Configure
) -> None:
    configure("mail", redirect_to="Trial <trial@operator.example>")
    answer(pothole, a_reply("Fixed.", sender="trial@operator.example"))
    assert pothole.status is Status.FIXED


def test_the_queue_is_the_bodys_and_the_operators(town: Town, pothole: Report) -> None:
    kept = answer(pothole, a_reply("Fixed.", sender="jo@else.example"))
    county, west = (frozenset({town.bodies[code].id}) for code in ("county", "west"))
    assert list(queries.waiting_for(Viewer(officer_of=county))) == [kept]
    assert queries.waiting_counts(Viewer(is_operator=True)).mails == 1
    assert queries.waiting_counts(Viewer(officer_of=west)).mails == 0
