"""The GeoReport peer that a body is, with its key from the configuration."""

from __future__ import annotations

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters.georeport import Peer, Quirks
from civicreport.bodies.models import Endpoint
from civicreport.db import session


class NoPeer(Exception):
    """There is nobody to speak to; the words say how to mend it."""


def endpoint_of(body_id: int) -> Endpoint:
    """Raises NoPeer where the body has none in use."""
    endpoint = session.scalar(sa.select(Endpoint).where(Endpoint.body_id == body_id))
    if endpoint is None:
        raise NoPeer("this body has no Open311 endpoint: import one with the file of bodies")
    if not endpoint.is_active:
        raise NoPeer("the Open311 endpoint of this body is switched off in the file of bodies")
    return endpoint


def peer_of(endpoint: Endpoint) -> Peer:
    """Raises NoPeer where its key is not in the configuration."""
    return Peer(
        url=endpoint.url,
        jurisdiction_id=endpoint.jurisdiction_id,
        key=_key(endpoint.key_name),
        format="json" if endpoint.format == "json" else "xml",
        quirks=Quirks.model_validate(endpoint.quirks),
    )


def _key(name: str) -> str:
    if not name:
        return ""
    keys = {one.name: one.key for one in config.current().open311.keys}
    if name not in keys:
        raise NoPeer(
            f"no key named “{name}” in the configuration:"
            " add it to open311.keys, restart the worker and send this again"
        )
    return keys[name]
