"""Rows made to say what they should, and what differed, one line each for whoever asked for it."""

from __future__ import annotations

from typing import Any

from civicreport.db import Model, session


def bring(row: Model, label: str, **values: Any) -> list[str]:
    """Set what differs, and say so; a new row is one difference."""
    is_new = row not in session
    changes = [f"{label}: new"] if is_new else []
    for column, value in values.items():
        old = getattr(row, column)
        if not is_new and old != value:
            changes.append(f"{label}: {column.removeprefix('is_')}: {said(old)} → {said(value)}")
        setattr(row, column, value)
    session.add(row)
    session.flush()
    return changes


def said(value: Any) -> str:
    if isinstance(value, bool):
        return {True: "yes", False: "no"}[value]
    if isinstance(value, list):  # of questions
        value = ", ".join(one["code"] for one in value)
    if isinstance(value, dict):  # by language, or by key
        value = "; ".join(f"{language}: {_told(one)}" for language, one in value.items())
    return f"“{value}”"


def _told(one: Any) -> str:
    """Of several the words, or the names of what is said."""
    return ", ".join(one) if isinstance(one, list | dict) else str(one)
