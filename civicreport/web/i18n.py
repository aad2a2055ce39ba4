"""The site's language and clock: gettext in templates, and dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import Babel, format_date, format_datetime, get_locale

from civicreport import config
from civicreport.web import words


def init_app(app: Flask) -> None:
    site = config.current().site
    Babel(app, default_locale=site.language, default_timezone=site.timezone)
    app.jinja_env.filters |= {
        "short_day": short_day,
        "long_day": long_day,
        "moment": moment,
        "iso": iso,
    }
    app.jinja_env.globals |= {
        "language": language,
        "status_name": words.status_name,
        "symbol_of": words.symbol_of,
    }


def language() -> str:
    return str(get_locale()).replace("_", "-")


def short_day(at: datetime | date) -> str:
    """'12 Nov'."""
    return str(format_date(at, "d MMM"))


def long_day(at: datetime | date) -> str:
    """'Thu 12 November'; the year is said where it is not the site's present one."""
    return str(format_date(at, "EEE d MMMM y"))


def moment(at: datetime) -> str:
    """'Tue 17 Nov 2026, 09:12'."""
    return str(format_datetime(at, "EEE d MMM y, HH:mm"))


def iso(at: datetime | date) -> str:
    """For a <time datetime=…>."""
    return at.isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
