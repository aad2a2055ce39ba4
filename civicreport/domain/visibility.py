"""Who may see a report or a photo. Moderation moves this; work never does."""

from __future__ import annotations

from enum import StrEnum

from civicreport.domain.errors import ReasonMissing, VisibilityNotAllowed


class Visibility(StrEnum):
    PENDING = "pending"  # a light check doubts, or it is not confirmed yet: its giver and staff
    PUBLIC = "public"
    PRIVATE = "private"  # by its category: its giver and the body
    HIDDEN = "hidden"  # taken away by a moderator: staff only


def is_public(visibility: Visibility) -> bool:
    return visibility is Visibility.PUBLIC


def may_see(visibility: Visibility, *, is_giver: bool, is_staff: bool) -> bool:
    """Whether somebody may see a thing of this visibility; staff means its own body's."""
    match visibility:
        case Visibility.PUBLIC:
            return True
        case Visibility.HIDDEN:
            return is_staff
        case _:
            return is_giver or is_staff


def at_submission(*, has_doubts: bool, is_private: bool) -> Visibility:
    """Doubts come first: what they hold back is seen by nobody until somebody has looked."""
    if has_doubts:
        return Visibility.PENDING
    return when_released(is_private=is_private)


def when_released(*, is_private: bool) -> Visibility:
    """`is_private`: the category shows its reports to nobody but their giver and the body."""
    return Visibility.PRIVATE if is_private else Visibility.PUBLIC


class Move(StrEnum):
    """What a moderator may do to a report or a photo."""

    HIDE = "hide"
    RELEASE = "release"
    RESTORE = "restore"


_FROM = {
    Move.HIDE: frozenset({Visibility.PENDING, Visibility.PUBLIC, Visibility.PRIVATE}),
    Move.RELEASE: frozenset({Visibility.PENDING}),
    Move.RESTORE: frozenset({Visibility.HIDDEN}),
}


def moves_from(visibility: Visibility) -> tuple[Move, ...]:
    return tuple(move for move in Move if visibility in _FROM[move])


def check_move(old: Visibility, move: Move, *, reason: str) -> None:
    """Raise where the move does not fit, or where a moderator gives no reason for it."""
    if old not in _FROM[move]:
        raise VisibilityNotAllowed(old=old, move=move)
    if not reason.strip():
        raise ReasonMissing(new=old)
