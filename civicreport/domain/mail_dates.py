"""The day that a mail names: "12 May", "May 12", "12/5", "12.5.2027", "2027-05-12", "tomorrow".

Days come before months in figures, as everywhere but in the United States. Only days that are
still to come count; without a year, only those of the next ten months: later ones are slips.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from civicreport.domain.mail_vocabulary import Words

_FARTHEST = timedelta(days=5 * 365)
_FARTHEST_WITHOUT_YEAR = timedelta(days=300)
_LATE = r"(?!\w|[/-]\d|\.\d)"  # nothing may follow that makes it another thing
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"


def date_at_start(text: str, words: Words, *, today: date) -> date | None:
    """The coming day that the text begins with; None where it names none."""
    for pattern in _patterns(words):
        if found := pattern.match(text):
            return _coming(found, words, today)
    return None


@cache
def _patterns(words: Words) -> tuple[re.Pattern[str], ...]:
    months = "|".join(re.escape(one) for one in sorted(words.months, key=lambda one: -len(one)))
    weekdays = "|".join(re.escape(one) for one in sorted(words.weekdays, key=lambda one: -len(one)))
    articles = "|".join(re.escape(one) for one in words.articles)
    lead = rf"(?:(?:{weekdays})\.?,?\s+)?(?:(?:{articles})\s+)?(?:(?:{weekdays})\.?,?\s+)?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er|º|ª|de)?"
    texts = (
        r"(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"{lead}(?P<day>\d{{1,2}})([/.-])(?P<month>\d{{1,2}})(?:\2(?P<year>\d{{4}}|\d\d))?\.?",
        rf"{lead}{day}\s*(?:of\s+|de\s+|d')?(?P<name>{months})\.?(?:\s+(?:de|del))?{_YEAR}",
        rf"{lead}(?P<name>{months})\.?\s+{day}{_YEAR}",
        rf"(?P<tomorrow>{re.escape(words.tomorrow)})",
    )
    return tuple(re.compile(text + _LATE, re.IGNORECASE) for text in texts)


def _coming(found: re.Match[str], words: Words, today: date) -> date | None:
    named = found.groupdict()
    if named.get("tomorrow"):
        return today + timedelta(days=1)
    month = words.months[named["name"].casefold()] if named.get("name") else int(named["month"])
    day, year = int(named["day"]), named["year"]
    if year:
        full = int(year) + (2000 if len(year) == 2 else 0)
        return _within(_date(full, month, day), today, _FARTHEST)
    this_year = _within(_date(today.year, month, day), today, _FARTHEST_WITHOUT_YEAR)
    next_year = _date(today.year + 1, month, day)
    return this_year or _within(next_year, today, _FARTHEST_WITHOUT_YEAR)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(day: date | None, today: date, farthest: timedelta) -> date | None:
    return day if day and today <= day <= today + farthest else None
