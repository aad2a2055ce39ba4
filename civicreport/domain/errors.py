"""What can be wrong, said in the words of the domain, with the data that a message needs.

Each audience translates these once: into a page, an API's error, or an exit code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicreport.domain.status import Status
    from civicreport.domain.visibility import Visibility


class DomainError(Exception):
    """Something that the rules refuse. Its attributes are what a message may say."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(", ".join(f"{key}={value}" for key, value in facts.items()))
        self.__dict__.update(facts)


class NotFound(DomainError):
    """There is no such thing, or it is not for this person to know of."""


class ChangeNotAllowed(DomainError):
    old: Status
    new: Status
    allowed: tuple[Status, ...]


class ReasonMissing(DomainError):
    """A change that nobody would understand without its reason."""

    new: Status | Visibility


class ChangedMeanwhile(DomainError):
    """Somebody else changed the report after this person had read it."""

    version: int  # of the report as it stands now
    changes: list[Any]  # the history rows since, oldest first


class KeptElsewhere(DomainError):
    """A report that is only read here: what is done about it is done where it was made."""

    body: str  # the name of whoever has it
    url: str  # of their site; may be empty
    number: str  # by which the report is known there


class UndoNotAllowed(DomainError):
    """Not one's own change, not the latest, or its window has passed; `why` is one of its codes."""

    why: str  # not_yours | not_the_latest | too_late | not_a_change


class VisibilityNotAllowed(DomainError):
    """A moderation that does not fit the state in which the thing is."""

    old: Visibility
    move: str  # domain.visibility.Move


class NotPermitted(DomainError):
    """A person without the right to do this."""


class PasswordTooShort(DomainError):
    minimum: int


class OutsideCoverage(DomainError):
    """The point lies in no covered area, nor within the tolerance of one."""

    latitude: float
    longitude: float
    nearest: Any  # domain.routing.NearestArea | None


class AlreadySubmitted(DomainError):
    """The same form came twice with other words: the first report stands."""

    report_id: int


class LinkUsed(DomainError):
    """A one-time link that has done its work."""


class LinkExpired(DomainError):
    """A one-time link past its day, or never one of ours."""


class PasskeyRefused(DomainError):
    """What a device has signed proves nothing here: too late, used, or for somebody else."""


class PhotoRefused(DomainError):
    """A file that cannot be a photo of a report; `why` is one of its codes."""

    name: str
    why: str  # empty | incomplete | not_a_photo | too_big | too_many_pixels | too_many


class ImportRefused(DomainError):
    """A file that is not imported; `problems` say where and why, one a line."""

    problems: list[str]
