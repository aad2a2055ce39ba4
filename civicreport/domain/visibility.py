"""Who may see a report or a photo. Moderation moves this; work never does."""

from __future__ import annotations

from enum import StrEnum


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
