"""What staff read for the codes that only they see."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from civicreport.delivery.models import Purpose, State
from civicreport.domain.visibility import Move, Visibility, moves_from

VISIBILITIES = {
    Visibility.PENDING: _("waiting to be released"),
    Visibility.PUBLIC: _("public"),
    Visibility.PRIVATE: _("private, by its category"),
    Visibility.HIDDEN: _("hidden"),
}
MOVES = {
    Move.HIDE: _("Hide"),
    Move.RELEASE: _("Release"),
    Move.RESTORE: _("Show again"),
}
PURPOSES = {
    Purpose.REPORT: _("The report"),
    Purpose.COPY: _("A copy"),
    Purpose.MOVED: _("Word that somebody else has it now"),
    Purpose.WITHDRAWN: _("Word that it was taken back"),
    Purpose.UNDERSTOOD: _("What their mail did here"),
    Purpose.UPDATE: _("What others have said since"),
}
STATES = {
    State.WAITING: _("waits to be sent"),
    State.SENDING: _("is being sent"),
    State.SENT: _("sent"),
    State.DEAD: _("given up"),
    State.CANCELLED: _("not needed any more"),
}


def moves(visibility: Visibility) -> tuple[Move, ...]:
    """What may be done from here; taking away comes last."""
    return tuple(sorted(moves_from(visibility), key=lambda move: move is Move.HIDE))


def move_name(move: Move | str) -> str:
    return str(MOVES[Move(move)])
