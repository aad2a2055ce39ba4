from __future__ import annotations

import pytest

from civicreport.domain.errors import ReasonMissing, VisibilityNotAllowed
from civicreport.domain.visibility import (
    Move,
    Visibility,
    at_submission,
    check_move,
    is_public,
    may_see,
    moves_from,
    when_released,
)

V = Visibility


# fmt: off
@pytest.mark.parametrize(("visibility", "anybody", "giver", "staff"), [
    (V.PENDING, False, True,  True),
    (V.PUBLIC,  True,  True,  True),
    (V.PRIVATE, False, True,  True),
    (V.HIDDEN,  False, False, True),
])  # fmt: skip
def test_who_sees_what(visibility: V, *, anybody: bool, giver: bool, staff: bool) -> None:
    assert is_public(visibility) is anybody
    assert may_see(visibility, is_giver=False, is_staff=False) is anybody
    assert may_see(visibility, is_giver=True, is_staff=False) is giver
    assert may_see(visibility, is_giver=False, is_staff=True) is staff
    assert may_see(visibility, is_giver=True, is_staff=True) is staff


@pytest.mark.parametrize(("has_doubts", "is_private", "visibility"), [
    (False, False, V.PUBLIC),
    (False, True,  V.PRIVATE),
    (True,  False, V.PENDING),
    (True,  True,  V.PENDING),
])  # fmt: skip
def test_how_a_report_begins(*, has_doubts: bool, is_private: bool, visibility: V) -> None:
    assert at_submission(has_doubts=has_doubts, is_private=is_private) is visibility


def test_a_release_never_publishes_what_is_private() -> None:
    assert when_released(is_private=True) is V.PRIVATE
    assert when_released(is_private=False) is V.PUBLIC


MOVES = {
    V.PENDING: (Move.HIDE, Move.RELEASE),
    V.PUBLIC: (Move.HIDE,),
    V.PRIVATE: (Move.HIDE,),
    V.HIDDEN: (Move.RESTORE,),
}


@pytest.mark.parametrize("old", V)
@pytest.mark.parametrize("move", Move)
def test_which_moves_fit(old: V, move: Move) -> None:
    assert moves_from(old) == MOVES[old]
    if move in MOVES[old]:
        check_move(old, move, reason="Because.")
    else:
        with pytest.raises(VisibilityNotAllowed):
            check_move(old, move, reason="Because.")


def test_a_moderator_says_why() -> None:
    with pytest.raises(ReasonMissing):
        check_move(V.PUBLIC, Move.HIDE, reason=" ")
