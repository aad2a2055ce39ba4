"""POST requests: a report from another program, judged and handed over as any other.

A client that names it by a reference of its own may send it as often as it likes: it is one
report, and each answer has the same number.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from flask import Blueprint, request
from flask_babel import gettext as _

from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Right
from civicreport.accounts.queries import HeldKey
from civicreport.categories import queries as categories
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import AlreadySubmitted
from civicreport.domain.location import Point
from civicreport.domain.visibility import Visibility
from civicreport.open311 import answered, keys, media
from civicreport.open311.asked import NewRequest
from civicreport.open311.calls import Call, Told, call
from civicreport.open311.refusals import Refused
from civicreport.open311.shapes import Accepted
from civicreport.reports import open_data, photo_fetching, submission
from civicreport.reports.models import Report, Source
from civicreport.reports.submission import Submission
from civicreport.reports.vetting import Circumstances
from civicreport.web import place_search, visitor
from civicreport.web.addresses import absolute
from civicreport.web.typed import on_one_line, says_something, tidy, without_controls

blueprint = Blueprint("new_request", __name__)
MOST_PHOTOS_BY_URL = 10
# Where FixMyStreet puts its own number, and posts again after a time-out.
_THEIR_NUMBER = "fixmystreet_id"


@dataclass(frozen=True, slots=True)
class Accepting:
    """What became of it, and whether it was there before."""

    number: int
    notice: str = ""
    is_new: bool = False


@call(
    blueprint,
    Call(
        "POST",
        "/v2/requests",
        root="service_requests",
        item="request",
        answers=(Accepted,),
        asked=NewRequest,
        right=Right.REPORT,
        statuses=(200, 201),
        errors=(404,),
    ),
)
def new_request(asked: NewRequest) -> Told:
    """Report something; sent again with the same reference it is answered with the same id."""
    key = keys.holder_with(Right.REPORT)
    wanted = _submission(asked, key)
    accepted = _known(wanted) or _submit(wanted, asked, key)
    said = Accepted(
        service_request_id=str(accepted.number),
        service_notice=accepted.notice or None,
        account_id=None,
    )
    return Told([said], status=201 if accepted.is_new else 200)


def _submission(asked: NewRequest, key: HeldKey) -> Submission:
    """What was sent as the house knows it. Raises NotFound or Refused; photos come later."""
    sheet = categories.sheet(asked.service_code)
    details = without_controls(tidy(asked.description))
    _refuse_our_own(details)
    answers = answered.by_code()
    return Submission(
        point=_point(asked),
        category_code=sheet.code,
        details=details if says_something(details) else sheet.name,
        name=on_one_line(f"{asked.first_name} {asked.last_name}"),
        email=asked.email or "",
        idempotency_key=_reference(asked, answers, key),
        place=without_controls(on_one_line(asked.address_string)),
        is_place_rough=asked.lat is None or asked.long is None,
        answers=answered.checked(sheet, answers),
        source=Source.API,
    )


def _refuse_our_own(details: str) -> None:
    """Two sites that each hand over to the other would do so for ever: here it ends, in words."""
    page = re.escape(absolute("/reports/"))
    found = re.search(rf"^{page}(\d{{1,19}})\nCR-\1$", details, re.MULTILINE | re.ASCII)
    if found:
        raise Refused(400, f"This is CR-{found[1]} of this very site, sent back to where it began.")


def _point(asked: NewRequest) -> Point:
    if asked.lat is not None and asked.long is not None:
        return Point(asked.lat, asked.long)
    findings = place_search.find(asked.address_string)
    spots = [place for place in findings.places if not place.is_wide]  # a town is no address
    if not spots and not findings.is_complete:
        raise Refused(503, "address_string: the search for addresses does not answer just now.")
    if not spots:
        raise Refused(400, "address_string: no such place was found; send lat and long.")
    return Point(spots[0].latitude, spots[0].longitude)


def _reference(asked: NewRequest, answers: answered.Given, key: HeldKey) -> str | None:
    """The client's own number as our idempotency key; two clients may use the same numbers.

    With its colon it is none that a form of the site can send: whoever guesses the numbers of
    others takes none of them beforehand, and is not recognised by them as who reported.
    """
    theirs = (
        request.headers.get("Idempotency-Key", "").strip()
        or asked.client_reference
        or "".join(answers.get(_THEIR_NUMBER, [])[:1])
    )
    digest = hashlib.sha256(f"{key.id}\n{theirs}".encode()).hexdigest()
    return f"api:{digest[:60]}" if theirs else None


def _known(wanted: Submission) -> Accepting | None:
    if wanted.idempotency_key is None:
        return None
    first = open_data.number_sent_as(wanted.idempotency_key)
    return Accepting(first) if first is not None else None


def _submit(wanted: Submission, asked: NewRequest, key: HeldKey) -> Accepting:
    now = clock.now()
    stored, left_out = media.kept()
    try:
        with transaction():
            report = submission.submit(
                replace(wanted, photos=stored),
                # Each has a sender of its own: whoever confirms an address given with one report
                # would else be taken for everybody who ever used the program.
                account=accounts.new_stranger(at=now),
                at=now,
                circumstances=Circumstances(origin=visitor.keyed("key", str(key.id))),
            )
            _need_an_address(report)
            is_new = report.reported_at == now
            if is_new:
                photo_fetching.fetch_later(report, asked.media_url[:MOST_PHOTOS_BY_URL])
            return Accepting(report.id, _notice(report, left_out), is_new)
    except AlreadySubmitted as first:  # a moment ago, in other words
        return Accepting(first.report_id)


def _need_an_address(report: Report) -> None:
    """As on the site: a body may insist on confirmed reports. Raises Refused, and none is kept."""
    body = report.body
    if body is not None and body.only_confirmed and not report.reporter_email:
        raise Refused(400, f"email is required: {body.name} takes confirmed reports only.")


def _notice(report: Report, left_out: int) -> str:
    """What whoever reported should know now, in the site's language."""
    said = []
    if report.body is not None and report.body.only_confirmed:
        said.append(
            _("It goes to %(body)s once the e-mail address is confirmed.", body=report.body.name)
        )
    elif report.body is not None:
        said.append(_("It goes to %(body)s.", body=report.body.name))
    else:
        said.append(_("Nobody is responsible for this here yet; the site looks for somebody."))
    if report.visibility is Visibility.PENDING:
        said.append(_("Somebody reads it before it is shown and handed over."))
    if left_out:
        said.append(_("%(count)s of the files could not be kept as photos.", count=left_out))
    return " ".join(map(str, said))
