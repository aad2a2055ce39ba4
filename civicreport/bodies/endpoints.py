"""Where bodies speak Open311: the endpoint as a row, and as the peer that it is."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters.georeport import Peer, Quirks
from civicreport.bodies.models import Endpoint, Service
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


def by_id(endpoint_id: int) -> Endpoint:
    return session.get_one(Endpoint, endpoint_id)


def peer_of(endpoint: Endpoint) -> Peer:
    """Raises NoPeer where its key is not in the configuration."""
    return Peer(
        url=endpoint.url,
        jurisdiction_id=endpoint.jurisdiction_id,
        key=_key(endpoint.key_name),
        format="json" if endpoint.format == "json" else "xml",
        quirks=quirks_of(endpoint),
    )


def quirks_of(endpoint: Endpoint) -> Quirks:
    return Quirks.model_validate(endpoint.quirks)


def services_of(endpoint_id: int) -> Sequence[Service]:
    """Those that it offered when it was asked last, and those that are gone."""
    chosen = sa.select(Service).where(Service.endpoint_id == endpoint_id)
    return session.scalars(chosen.order_by(Service.code)).all()


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
