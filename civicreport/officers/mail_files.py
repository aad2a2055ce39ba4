"""A mail as it came in, for looking at and for keeping elsewhere; never for the browser to run."""

from __future__ import annotations

from flask import Response

from civicreport.delivery.models import ReceivedMail

_SHOWN = 6_000  # bytes of its head


def as_file(kept: ReceivedMail) -> Response:
    response = Response(kept.raw, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{kept.id}.eml"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def head_of(kept: ReceivedMail) -> str:
    """Its first lines, up to the first empty one, as text."""
    head = kept.raw[:_SHOWN].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return head.decode("utf-8", "replace").replace("\0", "�")
