"""What this device, or this person, has reported, seen and wished to hear of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts import queries as accounts
from civicreport.accounts.models import Account
from civicreport.adapters import catalogues
from civicreport.db import transaction
from civicreport.domain.visibility import Visibility
from civicreport.participation import queries as participation
from civicreport.public.report_form import MAX_NAME
from civicreport.reports import queries
from civicreport.reports.cards import ReportCard
from civicreport.web import languages, visitor
from civicreport.web.limits import limit
from civicreport.web.typed import on_one_line, without_controls

blueprint = Blueprint("mine", __name__)
MOST = 100


@dataclass(frozen=True, slots=True)
class MyReports:
    """In the order in which they matter: what waits for me or for others, then what has ended."""

    waiting: list[ReportCard] = field(default_factory=list)
    open: list[ReportCard] = field(default_factory=list)
    ended: list[ReportCard] = field(default_factory=list)
    seen: list[ReportCard] = field(default_factory=list)
    followed: list[ReportCard] = field(default_factory=list)  # and not seen
    follows: frozenset[int] = frozenset()  # seen or not
    is_cut: bool = False  # of what others sent, only the latest is here
    next_cursor: str | None = None  # to older ones that I sent

    def __bool__(self) -> bool:
        return bool(self.waiting or self.open or self.ended or self.seen or self.followed)


@blueprint.get("/reports/mine")
def show() -> str:
    account = visitor.account()
    return render_template(
        "public/mine/show.html",
        mine=_of(account, request.args.get("cursor")) if account else MyReports(),
        most=MOST,
        account=account,
        address=visitor.address(),
        offered_languages=languages.choices(),
        passkeys=accounts.passkeys_of(account.id) if account and account.email else [],
    )


@blueprint.post("/reports/mine/about")
@limit("acts")
def change() -> ResponseReturnValue:
    """How I am called with my next report, and in which language I am written to."""
    with transaction():
        account = visitor.account()
        if account is not None:
            name = without_controls(on_one_line(request.form.get("name", "")))
            account.name = name[:MAX_NAME]
            account.language = catalogues.known(request.form.get("language", ""))
    return redirect(url_for(".show", _anchor="me"), 303)


def _of(account: Account, cursor: str | None) -> MyReports:
    given = queries.mine(account.id, MOST, cursor)
    seen = participation.upvoted_by(account.id, MOST)
    followed = participation.followed_by(account.id, MOST)
    own_ids = queries.given_among([*seen, *followed], account.id)
    settled = [card for card in given.rows if card.visibility is not Visibility.PENDING]
    return MyReports(
        waiting=[card for card in given.rows if card.visibility is Visibility.PENDING],
        open=[card for card in settled if not card.closed_at],
        ended=[card for card in settled if card.closed_at],
        seen=_others(seen, own_ids),
        followed=_others(followed, own_ids | set(seen)),
        follows=frozenset(followed),
        is_cut=MOST in (len(seen), len(followed)),
        next_cursor=given.next_cursor,
    )


def _others(report_ids: Sequence[int], besides: set[int]) -> list[ReportCard]:
    wanted = [number for number in report_ids if number not in besides]
    return queries.public_cards(wanted) if wanted else []
