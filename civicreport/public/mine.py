"""What this device, or this person, has reported."""

from __future__ import annotations

from flask import Blueprint, render_template

from civicreport.reports import queries
from civicreport.web import visitor

blueprint = Blueprint("mine", __name__)
MOST = 100


@blueprint.get("/reports/mine")
def show() -> str:
    account = visitor.account()
    return render_template(
        "public/mine/show.html", reports=queries.mine(account.id, MOST) if account else []
    )
