"""What went wrong, as the standard's error documents: for programs, and read by those who write
them, in English whatever the site speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Flask, Response, request

from civicreport.open311 import wire
from civicreport.open311.cross_origin import open_for_reading
from civicreport.open311.shapes import Problem
from civicreport.web import errors
from civicreport.web.headers import keep_nowhere

# The standard knows 400 for whatever is wrong with the fields.
_STATUS = {422: 400}
_WORDS = {
    "not_found": "There is no such thing here, or it is not public.",
    "method_not_allowed": "This address does not know this method; see the Allow header.",
    "request_entity_too_large": "This is larger than the site takes.",
    "unsupported_media_type": (
        "Send the fields as application/x-www-form-urlencoded or multipart/form-data."
    ),
    "too_often": "This key has been used too often within the hour; see the Retry-After header.",
    "outside_coverage": "The place lies outside the area that this site covers.",
    "kept_elsewhere": "This report is only shown here; it is answered where it was made.",
    "database_away": "The site cannot answer at the moment; try again soon.",
    "internal_server_error": "Something went wrong on our side; nothing was changed.",
    "request_uri_too_large": "The query is too long.",
}
_OTHERWISE = "The request could not be understood."


class Refused(Exception):
    """What a call says no to, in one or more problems, each with a code."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.status = status
        self.problems = problems


def init_app(app: Flask) -> None:
    """Also for addresses that do not exist: whoever asks below `/open311/` is a program."""
    errors.translate_below(app, "/open311/", translate)


def translate(status: int, kind: str, _facts: Mapping[str, object]) -> Response:
    return document(_STATUS.get(status, status), [_WORDS.get(kind, _OTHERWISE)])


def refuse(refused: Refused) -> Response:
    return keep_nowhere(document(refused.status, refused.problems))


def document(status: int, problems: Sequence[str]) -> Response:
    response = wire.written(
        [Problem(code=status, description=words) for words in problems],
        root="errors",
        item="error",
        format_=wire.format_of(request.path),
    )
    response.status_code = status
    return open_for_reading(response)
