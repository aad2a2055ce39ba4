"""How a request to a machine of others fails. Its words name hosts, never keys or contents."""

from __future__ import annotations


class OutsideFailure(Exception):
    """No answer that could be used; the words are for officers and logs."""


class NotAllowed(OutsideFailure):
    """We do not go there: a private address, a strange scheme or port, a password in the URL."""


class NotReached(OutsideFailure):
    """Nothing of the request can have been received: no such name, no connection, no TLS."""


class NoAnswer(OutsideFailure):
    """It was sent. Whether it was received nobody knows: the answer was lost, late or too long."""
