"""Who writes: shown by a key in the form, in the query, or as `Authorization: Bearer`."""

from __future__ import annotations

from flask import g, request

from civicreport.accounts.models import Right
from civicreport.accounts.queries import HeldKey, key_by_secret
from civicreport.open311.refusals import Refused

_LONGEST = 200
_MISSING = "api_key is missing."
_UNKNOWN = "api_key is not known here, or was revoked."


def held() -> HeldKey | None:
    """The key that was shown, where it is one; looked up once a request."""
    if "api_key" not in g:
        secret = _shown()
        g.api_key = key_by_secret(secret) if 0 < len(secret) <= _LONGEST else None
    known: HeldKey | None = g.api_key
    return known


def holder_with(right: Right) -> HeldKey:
    """Raises Refused (403) where the key is missing, unknown, or gives no such right."""
    key = held()
    if key is None:
        raise Refused(403, _UNKNOWN if _shown() else _MISSING)
    if right not in key.rights:
        raise Refused(403, f"This key does not give the right to {right}.")
    return key


def counted_as() -> str | None:
    """By what its calls are counted; nobody's are refused anyway."""
    key = held()
    return f"key {key.id}" if key else None


def allowed_per_hour() -> int:
    key = held()
    return key.per_hour if key else 1


def _shown() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and secret.strip():
        return secret.strip()
    return request.values.get("api_key", "").strip()
