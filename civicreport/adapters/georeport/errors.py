"""What can go wrong with a peer, besides what `adapters.outside` raises when it is not reached."""

from __future__ import annotations

# Too early, too many, too slow: the same again may be taken.
_MAY_PASS = frozenset({408, 425, 429})


class PeerError(Exception):
    """The peer answered, and that is all the good there is to say of it."""


class Refused(PeerError):
    """A clear no: the peer said in its own words that it has not done what was asked."""

    def __init__(self, code: str, words: str, status: int) -> None:
        super().__init__(f"{status}: {words}" if words else f"{status} {code}".strip())
        self.code = code  # of the error document, which may be finer than the HTTP status
        self.words = words
        self.status = status

    @property
    def may_pass(self) -> bool:
        return self.status >= 500 or self.status in _MAY_PASS


class Gibberish(PeerError):
    """An answer that is none: a page instead of a document, a failure without a word on it.

    Whether the peer did what was asked cannot be known from it.
    """

    def __init__(self, why: str, *, status: int = 200, excerpt: str = "") -> None:
        super().__init__(f"{status}: {why}" + (f" – “{excerpt}”" if excerpt else ""))
        self.why = why
        self.status = status
        self.excerpt = excerpt
