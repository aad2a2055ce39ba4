"""The words and the clock of a page: gettext in its language, dates and numbers as people write
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from flask import Flask
from flask_babel import Babel, Domain, format_decimal, get_babel, get_locale, gettext
from markupsafe import Markup

from civicreport import config
from civicreport.adapters import catalogues
from civicreport.config.settings import Site
from civicreport.domain import clock
from civicreport.web import languages, words

OURS = Site.model_fields["emergency_text"].default


class SiteBabel(Babel):  # type: ignore[misc] # it comes without types
    """Each text of a page asks for its language: what the settings fix is worked out once."""

    @cached_property
    def default_locale(self) -> Locale:
        return catalogues.locale_of(get_babel().default_locale)

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
            tag = catalogues.tag_of(locale) if locale else config.current().site.language
            self._by_locale[locale] = catalogues.texts(tag)
        return self._by_locale[locale]


def init_app(app: Flask) -> None:
    site = config.current().site
    SiteBabel(
        app,
        default_locale=site.language,
        default_timezone=site.timezone,
        locale_selector=lambda: catalogues.locale_of(languages.current()),
    )
    app.jinja_env.filters |= {
        "short_day": short_day,
        "long_day": long_day,
        "moment": moment,
        "clock_time": clock_time,
        "ago": ago,
        "iso": iso,
        "number": number,
        "listed": listed,
        "bdi": bdi,
    }
    app.jinja_env.globals |= {
        "emergency_text": emergency_text,
        "status_name": words.status_name,
        "symbol_of": words.symbol_of,
    }


def short_day(at: datetime | date) -> str:
    """'12 Nov'."""
    # Translators: how a day is written, in the letters of CLDR: d day, MMM month, EEE weekday.
    return _in_words(_day_of(at), gettext("d MMM"), get_locale())


def long_day(at: datetime | date) -> str:
    """'Thu 12 November 2026'."""
    return _in_words(_day_of(at), gettext("EEE d MMMM y"), get_locale())


def moment(at: datetime) -> str:
    """'Tue 17 Nov 2026, 09:12'."""
    here = at.astimezone(zone())
    day = _in_words(here.date(), gettext("EEE d MMM y"), get_locale())
    return f"{day}, {here:%H:%M}"


def ago(at: datetime) -> str:
    """'3 days ago'."""
    passed = min(at - clock.now(), timedelta(0))
    return str(format_timedelta(passed, add_direction=True, locale=_locale()))


def number(value: float) -> str:
    """'12,400'."""
    return str(format_decimal(value))


def listed(items: Sequence[str]) -> str:
    """'potholes, street lights and graffiti'."""
    return str(format_list([str(item) for item in items], locale=_locale()))


def bdi(text: str) -> Markup:
    """What somebody typed, kept apart from the direction of the sentence that it stands in."""
    return Markup("<bdi>{}</bdi>").format(text)


def emergency_text() -> str:
    """What must not wait for a council: the operator's words, else ours."""
    site = config.current().site
    theirs = {said.language: said.text for said in site.emergency_texts}
    text = site.emergency_text
    if text == OURS:
        text = str(gettext("Danger to life? Call 999. A live or fallen cable? Call 105."))
    return theirs.get(languages.current(), text)


def _locale() -> Locale:
    return get_locale() or catalogues.locale_of(config.current().site.language)


def clock_time(at: datetime) -> str:
    """'09:12'."""
    return f"{at.astimezone(zone()):%H:%M}"


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
