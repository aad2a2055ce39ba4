"""The one application: settings in, a composed house out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from civicreport import config, db, jobs, web
from civicreport.accounts import models as account_models
from civicreport.areas import models as area_models
from civicreport.bodies import models as body_models
from civicreport.categories import models as category_models
from civicreport.config import Settings, load_settings
from civicreport.db.home import database_url
from civicreport.delivery import alarms, polling, tokens
from civicreport.delivery import models as delivery_models
from civicreport.delivery import reactions as delivery_reactions
from civicreport.delivery.inbound import fetching as inbound_fetching
from civicreport.delivery.inbound import reception as inbound_reception
from civicreport.delivery.inbound import upkeep as inbound_upkeep
from civicreport.notifications import models as notification_models
from civicreport.notifications import reactions as notification_reactions
from civicreport.officers import officers
from civicreport.open311 import open311
from civicreport.open311 import refusals as open311_refusals
from civicreport.participation import models as participation_models
from civicreport.participation import reactions as participation_reactions
from civicreport.public import public
from civicreport.reports import models as report_models
from civicreport.reports import reactions as report_reactions
from civicreport.reports import upkeep as report_upkeep
from civicreport.web import languages

ROOT = Path(__file__).parents[1]
MODELS = (
    *(account_models, area_models, category_models, body_models),
    *(report_models, participation_models, delivery_models, notification_models),
)

# Their jobs are known by being imported; deliveries and notifications have theirs by reacting.
JOBS = (
    *(report_upkeep, inbound_reception, inbound_fetching, inbound_upkeep),
    *(polling, tokens, alarms),
)


class House(Flask):
    """Flask, that knows languages, and asks not anew which of a dozen hooks are coroutines."""

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """In the page's language, where what is there has one."""
        return languages.in_one_place(endpoint, super().url_for(endpoint, **values))

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: none of our views and hooks is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Compose the house. With no database_url it expects our own cluster to be running."""
    settings = config.with_secret_key(settings or load_settings())
    config.use(settings)
    app = House("civicreport", root_path=str(ROOT), static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    db.init_app(app, settings, database_url(settings))
    jobs.init_app(database_url(settings))
    web.init_app(app, settings)
    compose()
    app.register_blueprint(public)
    app.register_blueprint(officers)
    app.register_blueprint(open311)
    open311_refusals.init_app(app)
    return app


def compose() -> None:
    """Subscribe every floor to what it wants to hear of; the same for web, worker and CLI."""
    report_reactions.subscribe_all()  # first: whose a report is, all others ask
    participation_reactions.subscribe_all()
    delivery_reactions.subscribe_all()
    notification_reactions.subscribe_all()
