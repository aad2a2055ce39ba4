"""The residents' audience: see, report, follow what becomes of it."""

from flask import Blueprint

from civicreport.public import front, routing
from civicreport.public import map as map_page

public = Blueprint("public", __name__)
for room in (front, map_page, routing):
    public.register_blueprint(room.blueprint)
