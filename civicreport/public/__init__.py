"""The residents' audience: see, report, follow what becomes of it."""

from flask import Blueprint

from civicreport.public import (
    follows,
    front,
    mailbox,
    mine,
    photos,
    reports,
    routing,
    styleguide,
)
from civicreport.public import map as map_page

ROOMS = (
    follows,
    front,
    mailbox,
    map_page,
    mine,
    photos,
    reports,
    routing,
    styleguide,
)

public = Blueprint("public", __name__)
for room in ROOMS:
    public.register_blueprint(room.blueprint)
