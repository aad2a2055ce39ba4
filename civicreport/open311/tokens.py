"""GET tokens: every POST here is answered with an id at once, so that each id is its own token."""

from __future__ import annotations

from flask import Blueprint

from civicreport.open311.asked import Asked
from civicreport.open311.calls import Call, call
from civicreport.open311.requests import one
from civicreport.open311.shapes import Resolved

blueprint = Blueprint("tokens", __name__)


@call(
    blueprint,
    Call(
        "GET",
        "/v2/tokens/<token>",
        root="service_requests",
        item="request",
        answers=(Resolved,),
        asked=Asked,
        errors=(404,),
    ),
)
def request_by_token(token: str, asked: Asked) -> list[Resolved]:  # noqa: ARG001 - calls get it
    """The request of a token, which here is its id."""
    return [Resolved(service_request_id=str(one(token).id), token=token)]
