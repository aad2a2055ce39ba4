"""What the codes of the domain are called on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from civicreport.domain.status import Status

_STATUS = {
    Status.REPORTED: _("Reported"),
    Status.ACKNOWLEDGED: _("Acknowledged"),
    Status.INVESTIGATING: _("Being looked into"),
    Status.SCHEDULED: _("Scheduled"),
    Status.IN_PROGRESS: _("In progress"),
    Status.FIXED: _("Fixed"),
    Status.NO_ACTION: _("No action"),
    Status.NOT_RESPONSIBLE: _("Nobody here is responsible"),
    Status.DUPLICATE: _("Reported before"),
    Status.WITHDRAWN: _("Withdrawn"),
}


def status_name(status: Status | str) -> str:
    return str(_STATUS[Status(status)])
