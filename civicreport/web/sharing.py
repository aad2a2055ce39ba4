"""What pages say of themselves to those who show a link to them (Open Graph)."""

from __future__ import annotations

from babel import Locale
from flask import Flask
from flask_babel import get_locale

from civicreport import config
from civicreport.web.addresses import absolute


def init_app(app: Flask) -> None:
    app.jinja_env.globals |= {"absolute": absolute, "spoken_where": spoken_where}


def spoken_where() -> str:
    """'en_GB': Open Graph wants a territory, too; it is that of the site's ground."""
    locale: Locale = get_locale()
    country = config.current().geocoder.country_codes.split(",")[0].strip().upper()
    return f"{locale.language}_{locale.territory or country or 'GB'}"
