"""GET requests.csv: the same reports as a table, by the proposed bulk format of GeoReport."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from flask import Blueprint, Response

from civicreport.open311 import statuses
from civicreport.open311.asked import RequestsAsked
from civicreport.open311.calls import MAY_BE_KEPT, checked
from civicreport.open311.requests import found
from civicreport.open311.shapes import w3c
from civicreport.reports.open_data import PublicReport

blueprint = Blueprint("bulk", __name__)
COLUMNS = (
    *("service_request_id", "requested_datetime", "updated_datetime", "closed_date"),
    *("status_description", "status_notes", "source", "service_name", "service_subtype"),
    *("description", "agency_responsible", "address", "lat", "long"),
)
# A spreadsheet takes what begins so for a formula, and strangers wrote these words.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/v2/requests.csv")
def requests_csv() -> Response:
    """As requests, with the same filters, pages and Link header."""
    rows, headers = found(checked(RequestsAsked))
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_row(report) for report in rows)
    response = Response(table.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = MAY_BE_KEPT
    response.headers.extend(headers)
    return response


def _row(report: PublicReport) -> list[object]:
    return [
        report.id,
        w3c(report.reported_at),
        w3c(report.changed_at),
        _moment(report.closed_at),
        statuses.extended(report.status),
        _harmless(report.last_words or ""),
        report.source,
        report.category_name,
        "",
        _harmless(report.details),
        report.body_name or "",
        _harmless(report.place),
        report.point.latitude if report.point else "",
        report.point.longitude if report.point else "",
    ]


def _moment(at: datetime | None) -> str:
    return w3c(at) if at else ""


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
