"""What the letters to a body say, as values for their templates."""

from __future__ import annotations

from typing import Any

from civicreport import config
from civicreport.adapters import rendering, reply_addresses
from civicreport.categories.queries import questions_behind
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, Purpose
from civicreport.delivery.news import Item, News
from civicreport.domain.answers import told as told_answers
from civicreport.domain.mail_words import words_of
from civicreport.domain.status import Actor
from civicreport.reports.models import Kind, Report

MAP = (
    "https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}"
    "#map=18/{latitude:.6f}/{longitude:.6f}"
)


def reference(report_id: int) -> str:
    return f"CR-{report_id}"


def values_of(delivery: Delivery) -> dict[str, Any]:
    report = delivery.report
    latitude, longitude = report.point.latitude, report.point.longitude
    return {
        "reference": reference(report.id),
        "category": report.category.name,
        "is_urgent": report.category.is_urgent,
        "is_copy": delivery.purpose is Purpose.COPY,
        "responsible": report.body.name if report.body else None,
        "recipient": delivery.body.name,
        "place": report.place_in_words,
        "is_place_rough": report.is_place_rough,
        "details": report.details,
        "answers": told_answers(questions_behind(report.category, report.answers), report.answers),
        "latitude": f"{latitude:.6f}",
        "longitude": f"{longitude:.6f}",
        "map": MAP.format(latitude=latitude, longitude=longitude),
        "reported_at": report.reported_at,
        "expected_at": report.expected_at,
        "reporter": _reporter(delivery),
        "page": rendering.report_address(report.id),
        "officers_page": rendering.officers_address(report.id),
        **_answering(delivery),
    }


def _answering(delivery: Delivery) -> dict[str, Any]:
    """What an answer by mail may say, in the words of the site's language."""
    words = words_of(config.current().site.language)
    return {
        "takes_answers": bool(
            reply_addresses.address_for(reply_addresses.Kind.DELIVERY, delivery.id)
        ),
        "status_words": words.examples,
        "internal_word": words.internal[0],
    }


def _reporter(delivery: Delivery) -> dict[str, Any]:
    """Who reported, for the body that has to act; a body that is only told learns no names."""
    report = delivery.report
    is_confirmed = queries.is_confirmed(report)
    email = report.reporter_email or ((report.reporter.email or "") if is_confirmed else "")
    if delivery.purpose is not Purpose.REPORT:
        return {"name": "", "email": "", "is_confirmed": False}
    return {"name": report.reporter_name, "email": email, "is_confirmed": is_confirmed}


def told(news: News, report: Report) -> dict[str, Any]:
    """For `_news.txt`: plain values, in the order in which it happened."""
    return {"news": [_told(item, report) for item in news.items], "upvotes": news.upvotes}


def news_in_words(news: News, report: Report) -> str:
    """For programs that take a text."""
    template = rendering.environment(config.current().site).get_template("emails/_said.txt")
    return template.render(**told(news, report)).strip()


def exactness(report: Report) -> str:
    """For programs that take a text; empty where the place is exact."""
    values = {"place": report.place_in_words, "is_place_rough": report.is_place_rough}
    template = rendering.environment(config.current().site).get_template("delivery/place_rough.txt")
    return template.render(**values).strip()


def _told(item: Item, report: Report) -> dict[str, Any]:
    row = item.row
    is_reporters = row.actor is Actor.REPORTER
    return {
        "kind": str(row.kind),
        "actor": str(row.actor),
        "name": report.reporter_name if is_reporters else "",
        "body": row.body.name if row.body else "",
        "at": row.at,
        "new": report.category.name if row.kind is Kind.CATEGORY else row.new,
        "text": item.text,
        "photos": len(item.photos),
        "asks_to_reopen": item.asks_to_reopen,
    }
