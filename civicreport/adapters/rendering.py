"""The words of mails, in their readers' language: a Jinja environment with absolute addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from civicreport import config
from civicreport.adapters import catalogues
from civicreport.config.settings import Site

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(event: str, *, language: str = "", **values: Any) -> Rendered:
    """The three parts of `templates/emails/<event>/`, in the site's language or this one."""
    site = environment(config.current().site, language)

    def part(name: str, **more: str) -> str:
        return site.get_template(f"emails/{event}/{name}").render(**values, **more)

    subject = part("subject.txt").strip()
    return Rendered(subject, part("body.txt").strip() + "\n", part("body.html", subject=subject))


def absolute(path: str, language: str = "") -> str:
    """An address on this site that means the same in a mail program."""
    return config.current().site.url.rstrip("/") + catalogues.prefix(language) + path


def report_address(report_id: int, language: str = "") -> str:
    return absolute(f"/reports/{report_id}", language)


def officers_address(report_id: int) -> str:
    return absolute(f"/officers/reports/{report_id}")


@cache
def environment(site: Site, language: str = "") -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tag = language or site.language
    texts, locale, zone = catalogues.texts(tag), catalogues.locale_of(tag), ZoneInfo(site.timezone)
    # Jinja's extension adds this method to the environment.
    made.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]

    def day(at: datetime) -> str:
        return format_date(at.astimezone(zone).date(), texts.gettext("EEEE d MMMM y"), locale)

    def moment(at: datetime) -> str:
        return format_datetime(at, texts.gettext("d MMMM y, HH:mm"), zone, locale)

    made.filters.update(day=day, moment=moment)
    made.globals.update(site=site, language=tag, direction=catalogues.direction(tag))
    return made
