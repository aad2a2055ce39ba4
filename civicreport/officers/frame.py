"""What stands round every page of the desk."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, url_for
from flask_babel import gettext as _

from civicreport.delivery.inbound import queries as mails
from civicreport.officers.words import move_name


class Way(NamedTuple):
    name: str
    address: str
    endpoint: str
    waiting: int = 0  # how much does, there


def context() -> dict[str, Any]:
    """For the templates of this audience; nothing for whoever stands at the door."""
    if "viewer" not in g:
        return {}
    who = g.account.name or g.account.email
    return {"ways": ways(), "who": who, "move_name": move_name}


def ways() -> list[Way]:
    waiting = mails.waiting_counts(g.viewer)
    found = [
        _way(_("Inbox"), "officers.inbox.index"),
        _way(_("To release"), "officers.pending.index"),
    ]
    found.append(_way(_("Mails"), "officers.mails.index", waiting.mails))
    if g.viewer.is_administrator:
        found.append(_way(_("Delivery trouble"), "officers.deliveries.index"))
        found.append(_way(_("Contacts"), "officers.contacts.index"))
        found.append(_way(_("Quarantine"), "officers.quarantine.index", waiting.quarantined))
    return found


def _way(name: str, endpoint: str, waiting: int = 0) -> Way:
    return Way(name, url_for(endpoint), endpoint, waiting)
