"""Who somebody is to a report, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from civicreport.domain.status import Actor


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks: perhaps known by a device, perhaps on the staff of some bodies."""

    account_id: int | None = None
    officer_of: frozenset[int] = field(default_factory=frozenset)
    administrator_of: frozenset[int] = field(default_factory=frozenset)
    is_operator: bool = False  # of the site: an administrator of every body

    @property
    def is_staff(self) -> bool:
        return self.is_operator or bool(self.officer_of or self.administrator_of)

    @property
    def is_administrator(self) -> bool:
        return self.is_operator or bool(self.administrator_of)

    @property
    def bodies(self) -> frozenset[int]:
        return self.officer_of | self.administrator_of

    def serves(self, body_id: int | None) -> bool:
        """Whether this person is staff for a report of that body."""
        return self.is_operator or (body_id is not None and body_id in self.bodies)

    def administers(self, body_id: int | None) -> bool:
        return self.is_operator or (body_id is not None and body_id in self.administrator_of)

    def gave(self, reporter_id: int | None) -> bool:
        """Whether it is this person who sent a report."""
        return self.account_id is not None and self.account_id == reporter_id

    def acts_as(self, body_id: int | None, *, reporter_id: int | None) -> Actor | None:
        """In which capacity this person acts on a report; None: as nobody in particular."""
        if self.administers(body_id):
            return Actor.ADMINISTRATOR
        if self.serves(body_id):
            return Actor.OFFICER
        return Actor.REPORTER if self.gave(reporter_id) else None


STRANGER = Viewer()
