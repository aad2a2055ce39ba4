"""GET discovery: which endpoints there are, in which formats, and where keys come from."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from civicreport import config
from civicreport.open311.asked import Asked
from civicreport.open311.calls import Call, call
from civicreport.open311.shapes import Discovery, Endpoint
from civicreport.open311.wire import CONTENT_TYPES
from civicreport.web.addresses import absolute

blueprint = Blueprint("discovery", __name__)
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00Z"  # when what is said here changed last


@call(
    blueprint,
    Call("GET", "/discovery", root="discovery", answers=(Discovery,), asked=Asked),
)
def discovery(asked: Asked) -> Discovery:  # noqa: ARG001 - calls get it
    """The endpoints of this site."""
    kind = "production" if config.current().site.mode == "live" else "test"
    # Two, since the validator takes a list of one for no list; both are the same API.
    addresses = ("/open311/v2", "/open311/v2/")
    return Discovery(
        changeset=CHANGESET,
        contact=_contact(),
        key_service=_("How to get a key: %(address)s", address=absolute("/open311")),
        endpoints=[_endpoint(absolute(address), kind) for address in addresses],
    )


def _contact() -> str:
    settings = config.current()
    known = settings.open311.contact or settings.site.operator_email
    return known or str(_("Who runs this site: %(address)s", address=absolute("/")))


def _endpoint(url: str, kind: str) -> Endpoint:
    return Endpoint(
        specification=SPECIFICATION,
        url=url,
        changeset=CHANGESET,
        type="production" if kind == "production" else "test",
        formats=[kept.partition(";")[0] for kept in CONTENT_TYPES.values()],
    )
