"""The site's language and clock: gettext in templates, and dates as people write them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from flask import Flask
from flask_babel import Babel, Domain, get_babel, get_locale

from civicreport import config
from civicreport.web import words


class SiteBabel(Babel):  # type: ignore[misc] # it comes without types
    """Each text of a page asks for its language: what the settings fix is worked out once."""

    @cached_property
    def default_locale(self) -> Locale:
        return Locale.parse(get_babel().default_locale)

    @cached_property
    def domain_instance(self) -> Domain:
        return Texts(domain=self.domain)


class Texts(Domain):  # type: ignore[misc] # likewise
    """Known by their locale as it is: spelling that out for each text is a tenth of a page."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._by_locale: dict[Locale | None, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        if locale not in self._by_locale:
            self._by_locale[locale] = super().get_translations()
        return self._by_locale[locale]


def init_app(app: Flask) -> None:
    site = config.current().site
    SiteBabel(app, default_locale=site.language, default_timezone=site.timezone)
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
    return _in_words(_day_of(at), "d MMM", get_locale())


def long_day(at: datetime | date) -> str:
    """'Thu 12 November'; the year is said where it is not the site's present one."""
    return _in_words(_day_of(at), "EEE d MMMM y", get_locale())


def moment(at: datetime) -> str:
    """'Tue 17 Nov 2026, 09:12'."""
    here = at.astimezone(zone())
    return f"{_in_words(here.date(), 'EEE d MMM y', get_locale())}, {here:%H:%M}"


def _day_of(at: datetime | date) -> date:
    return at.astimezone(zone()).date() if isinstance(at, datetime) else at


def zone() -> ZoneInfo:
    return ZoneInfo(config.current().site.timezone)


@lru_cache(maxsize=2000)  # a list has thirty days on it, and most stood on the last one, too
def _in_words(day: date, pattern: str, locale: Locale) -> str:
    return str(format_date(day, pattern, locale))


def iso(at: datetime | date) -> str:
    """For a <time datetime=…>."""
    return at.isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
