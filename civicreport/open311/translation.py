"""A report in Open311's words."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from civicreport import config
from civicreport.domain.status import Status
from civicreport.open311 import statuses
from civicreport.open311.shapes import (
    ExtendedAttributes,
    ExtendedRequest,
    Note,
    Photo,
    ServiceRequest,
)
from civicreport.reports.open_data import PublicReport
from civicreport.web import words
from civicreport.web.addresses import absolute


def of(report: PublicReport) -> ServiceRequest:
    """Extended where its notes were read."""
    plain = _plain(report)
    if report.notes is None:
        return ServiceRequest.model_construct(**plain)
    return ExtendedRequest.model_construct(
        **plain,
        extended_attributes=ExtendedAttributes.model_construct(
            channel=report.source,
            detailed_status=statuses.extended(report.status),
            upvotes=report.upvotes,
            closed_datetime=report.closed_at,
            photos=[Photo(media_url=media_url(key)) for key in report.photo_keys],
        ),
        notes=[_note(row) for row in report.notes],
    )


def _plain(report: PublicReport) -> dict[str, Any]:
    return {
        "service_request_id": str(report.id),
        "status": statuses.open_or_closed(report.status),
        "status_notes": report.last_words,
        "service_name": report.category_name,
        "service_code": report.category_code,
        "description": report.details,
        "agency_responsible": report.body_name,
        "service_notice": None,
        "requested_datetime": report.reported_at,
        "updated_datetime": report.changed_at,
        "expected_datetime": report.expected_at,
        "address": report.place,
        "address_id": None,
        "zipcode": None,
        "lat": report.point.latitude if report.point else None,
        "long": report.point.longitude if report.point else None,
        "media_url": media_url(report.photo_keys[0]) if report.photo_keys else None,
    }


def media_url(key: str) -> str:
    return _media_address(config.current().site.url).replace("KEY", key)


@cache  # once for a site: each costs as much as the rest of its report
def _media_address(_site: str) -> str:
    return absolute(url_for("public.photos.show", key="KEY", size="large"))


def _note(row: dict[str, Any]) -> Note:
    return Note.model_construct(
        datetime=datetime.fromisoformat(row["at"]),
        type=row["kind"],
        summary=_summary(row),
        description=row["words"],
    )


def _summary(row: dict[str, Any]) -> str:
    match row["kind"]:
        case "submitted":
            return str(_("Reported"))
        case "status":
            return str(words.status_name(Status(row["new"])))
        case "responsibility":
            return str(_("Passed on to %(body)s", body=row["new"] or _("nobody yet")))
        case _:
            return str(_("Update"))
