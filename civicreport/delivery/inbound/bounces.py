"""What machines send back: letters that did not arrive, and numbers that a council gave."""

from __future__ import annotations

from datetime import datetime

from civicreport.adapters.mail import one_line
from civicreport.db import session
from civicreport.delivery.inbound import queries
from civicreport.delivery.inbound.incoming import Bounce, Incoming
from civicreport.delivery.inbound.subjects import Subject, ended
from civicreport.delivery.models import Attempt, Delivery, MailOutcome, Purpose, ReceivedMail, State
from civicreport.domain.events import NotificationBounced, announce

CAME_BACK = "came back: "  # with this the outcome of such an attempt begins
_LONGEST = 1000


def take(
    kept: ReceivedMail, read: Incoming, subject: Subject, *, is_from_servers: bool, at: datetime
) -> None:
    """For good: a dead letter, or a notification that reached nobody. Else it is noted.

    So is one that came to the address for answers: it travels with forwarded mail, and whoever
    holds it could end the conversation by a bounce of his own making.
    """
    bounce = read.bounce or Bounce("", "", is_permanent=False, words=read.subject)
    said = one_line(f"{bounce.status} {bounce.words}", longest=_LONGEST)
    ended(kept, MailOutcome.BOUNCE)
    if subject.delivery is not None:
        words = _note(subject.delivery, bounce, said, at=at)
        if is_from_servers and bounce.is_permanent:
            _bury(subject.delivery, bounce.recipient, words)
    elif subject.notification_id is not None:
        announce(
            NotificationBounced(
                notification_id=subject.notification_id,
                is_permanent=bounce.is_permanent and is_from_servers,
                words=said,
            )
        )


def acknowledge(kept: ReceivedMail, read: Incoming, subject: Subject, *, at: datetime) -> None:
    """The first number that a council gives it is its number there."""
    delivery, number = subject.delivery, one_line(read.external_reference, longest=200)
    if delivery is None or not number:
        return ended(kept, MailOutcome.AUTO_REPLY)
    delivery.external_id = delivery.external_id or number
    words = f"acknowledged: the council's own reference is {number}"
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=True, outcome=words))
    return ended(kept, MailOutcome.ACKNOWLEDGED)


def _note(delivery: Delivery, bounce: Bounce, said: str, *, at: datetime) -> str:
    who = f"{bounce.recipient}: " if bounce.recipient else ""
    words = f"{CAME_BACK}{who}{said}" if bounce.is_permanent else f"delayed: {who}{said}"
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=False, outcome=words))
    return words


def _bury(delivery: Delivery, recipient: str, words: str) -> None:
    """Administrators see it. Of several recipients, another try goes to this one alone."""
    if delivery.state is not State.SENT or delivery.purpose is Purpose.UNDERSTOOD:
        return  # it is still being tried, or was a courtesy
    delivery.state, delivery.last_error = State.DEAD, words
    recipients = {one.lower() for one in queries.answerers(delivery).addresses}
    if len(recipients) > 1 and recipient.lower() in recipients:
        delivery.remaining = [recipient]
    else:
        delivery.sent_at = None  # nobody has it
