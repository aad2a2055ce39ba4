"""Why a mail waits, in words, for whoever decides about it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from civicreport.delivery.inbound.trust import Why

_REASONS = {
    Why.NOBODY_HERE: _("It was sent to an address that is none of ours, or not signed by us."),
    Why.GONE: _("What it answers is not here any more."),
    Why.UNREADABLE: _("It is no mail that anybody could read, or one built to do harm."),
    Why.FAILED: _("Reading it failed. That is a fault of ours: the log says more."),
    Why.STRANGER: _("Its sender is neither an address that the letter went to nor an officer."),
    Why.FORGED: _("The mail server says that it was not sent by whom it names as its sender."),
    Why.UNPROVEN: _("The mail server has not proven that its sender is who they say."),
    Why.SENT_ON: _(
        "It was written to another address, and somebody has sent it on to this report."
    ),
    Why.TOO_MANY: _("So many came from its sender within an hour that a machine may write them."),
    Why.NOT_RESPONSIBLE: _("It came from a council that does not have the report now."),
    Why.ENCRYPTED: _("It is encrypted for a key that this site does not have."),
    Why.CALENDAR: _("It is an invitation from a calendar, or the answer to one."),
    Why.AUTOMATIC: _("A machine wrote it."),
    Why.DOUBTED: _("Of a resident; its words or links have to be looked at first."),
    Why.ASSIGNED: _("An administrator found out that it is about this report."),
}


def why_it_waits(reason: str) -> str:
    return str(_REASONS[Why(reason)]) if reason in set(Why) else ""
