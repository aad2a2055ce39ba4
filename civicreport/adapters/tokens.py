"""Signed tokens: what we hand out to a browser or a mail and recognise when it comes back."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from civicreport import config


def sign(value: Any, *, purpose: str) -> str:
    """A token of JSON values for a URL or a hidden field; readable, but only ours are believed."""
    return str(_serializer(purpose).dumps(value))


def read(token: str, *, purpose: str) -> Any | None:
    """What was signed for the same purpose, or None where the token is not ours."""
    try:
        return _serializer(purpose).loads(token)
    except BadData:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        config.current().secret_key,
        salt=f"civicreport.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": _sha256},
    )


def _sha256(data: bytes = b"") -> Any:
    import hashlib

    return hashlib.sha256(data)
