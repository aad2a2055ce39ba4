"""GET requests: every public report of the site, whoever sent it by whatever door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, request

from civicreport.db import LARGEST_ID
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.open311 import translation
from civicreport.open311.asked import RequestAsked, RequestsAsked
from civicreport.open311.calls import Call, Told, call
from civicreport.open311.shapes import ExtendedRequest, ServiceRequest
from civicreport.reports import open_data
from civicreport.reports.open_data import PublicReport, Wanted
from civicreport.web.addresses import absolute

blueprint = Blueprint("requests", __name__)
USUAL_SPAN = timedelta(days=90)
_REFERENCE = re.compile(r"(?:CR-)?([0-9]{1,19})", re.IGNORECASE | re.ASCII)


_LIST = Call(
    "GET",
    "/v2/requests",
    root="service_requests",
    item="request",
    answers=(ExtendedRequest, ServiceRequest),
    asked=RequestsAsked,
)
_ONE = replace(_LIST, path="/v2/requests/<service_request_id>", asked=RequestAsked, errors=(404,))


@call(blueprint, _LIST)
def requests(asked: RequestsAsked) -> Told:
    """The public reports, newest first; a Link header leads to those that follow."""
    rows, headers = found(asked)
    return Told([translation.of(row) for row in rows], headers=headers)


@call(blueprint, _ONE)
def request_by_id(service_request_id: str, asked: RequestAsked) -> list[ServiceRequest]:
    """One public report, as a list of one."""
    return [translation.of(one(service_request_id, notes=asked.extensions))]


def one(service_request_id: str, *, notes: bool = False) -> PublicReport:
    """Raises NotFound, also for what is pending, private or hidden."""
    number = number_in(service_request_id)
    page = open_data.newest(Wanted(ids=(number,)), size=1, notes=notes) if number else None
    if page is None or not page.rows:
        raise NotFound(report=service_request_id)
    return page.rows[0]


def found(asked: RequestsAsked) -> tuple[list[PublicReport], dict[str, str]]:
    """A page of reports, and the headers that lead on."""
    wanted = wanted_by(asked)
    if wanted is None:
        return [], {}
    page = open_data.newest(
        wanted, size=asked.size, after=asked.after, offset=asked.offset, notes=asked.extensions
    )
    return list(page.rows), leads_to(page.next_cursor)


def wanted_by(asked: RequestsAsked) -> Wanted | None:
    """None where only things are asked for that cannot be."""
    if asked.service_request_id:
        numbers = [number_in(text) for text in asked.service_request_id]
        ids = tuple(number for number in numbers if number)
        return Wanted(ids=ids) if ids else None
    return Wanted(
        categories=asked.service_code,
        is_open=asked.status[0] == "open" if len(set(asked.status)) == 1 else None,
        reported_from=asked.start_date or _usual_beginning(asked),
        reported_until=asked.end_date,
        changed_from=asked.updated_after,
        changed_until=asked.updated_before,
    )


def number_in(service_request_id: str) -> int | None:
    """Of '12' or, as the pages have it, 'CR-12'; None where no report can have it."""
    found = _REFERENCE.fullmatch(service_request_id)
    number = int(found[1]) if found else 0
    return number if 0 < number <= LARGEST_ID else None


def _usual_beginning(asked: RequestsAsked) -> datetime | None:
    """90 days before the end; but what changed lately may have been reported long ago."""
    if asked.updated_after or asked.updated_before:
        return None
    return (asked.end_date or clock.now()) - USUAL_SPAN


def leads_to(cursor: str | None) -> dict[str, str]:
    """The header that names the next page, where there is one."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.args.items(multi=True)]
    query = urlencode([(n, v) for n, v in kept if n not in {"after", "page"}] + [("after", cursor)])
    return {"Link": f'<{absolute(request.path)}?{query}>; rel="next"'}
