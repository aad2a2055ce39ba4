"""The words of mails: one Jinja environment, with absolute addresses and the site's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from civicreport import config
from civicreport.config.settings import Site

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(event: str, **values: Any) -> Rendered:
    """The three parts of `templates/emails/<event>/`."""
    site = environment(config.current().site)

    def part(name: str, **more: str) -> str:
        return site.get_template(f"emails/{event}/{name}").render(**values, **more)

    subject = part("subject.txt").strip()
    return Rendered(subject, part("body.txt").strip() + "\n", part("body.html", subject=subject))


def absolute(path: str) -> str:
    """An address on this site that means the same in a mail program."""
    return config.current().site.url.rstrip("/") + path


def report_address(report_id: int) -> str:
    return absolute(f"/reports/{report_id}")


def officers_address(report_id: int) -> str:
    return absolute(f"/officers/reports/{report_id}")


@cache
def environment(site: Site) -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations: NullTranslations = Translations.load(ROOT / "translations", [site.language])
    # Jinja's extension adds this method to the environment.
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    zone = ZoneInfo(site.timezone)

    def day(at: datetime) -> str:
        return format_date(at.astimezone(zone).date(), "EEEE d MMMM y", locale=site.language)

    def moment(at: datetime) -> str:
        return format_datetime(at, "d MMMM y, HH:mm", tzinfo=zone, locale=site.language)

    made.filters.update(day=day, moment=moment)
    made.globals.update(site=site)
    return made
