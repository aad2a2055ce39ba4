"""Pages of other sites may read what everybody may read; none of them may write."""

from __future__ import annotations

from flask import Response, request

_READING = {"GET", "HEAD", "OPTIONS"}


def open_for_reading(response: Response) -> Response:
    if request.method in _READING:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
