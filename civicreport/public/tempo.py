"""How long a form was open, told by a signed moment that it carries: machines are in a hurry."""

from __future__ import annotations

from datetime import UTC, datetime

from civicreport.adapters import tokens

_PURPOSE = "report-form"


def stamp(at: datetime) -> str:
    """Whole seconds, so that a page is the same bytes for all who open it within one."""
    return tokens.sign(int(at.timestamp()), purpose=_PURPOSE)


def seconds_since(token: str | None, at: datetime) -> float | None:
    """None where the form does not say when it was opened, or somebody made that up."""
    moment = tokens.read(token, purpose=_PURPOSE) if token else None
    if not isinstance(moment, int):
        return None
    return (at - datetime.fromtimestamp(moment, UTC)).total_seconds()
