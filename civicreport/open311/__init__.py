"""The machines' audience: the record in the words of GeoReport v2, in both directions.

Only here is our language translated into Open311's, and back. Nobody is known by a cookie: whoever
writes shows a key, and reading needs none.
"""

from flask import Blueprint

from civicreport.open311 import (
    bulk,
    discovery,
    guide,
    new_request,
    new_update,
    openapi,
    requests,
    services,
    tokens,
    updates,
)
from civicreport.open311.cross_origin import open_for_reading
from civicreport.open311.refusals import Refused, refuse

ROOMS = (
    guide,
    discovery,
    services,
    requests,
    new_request,
    tokens,
    updates,
    new_update,
    bulk,
    openapi,
)

open311 = Blueprint("open311", __name__, url_prefix="/open311")
open311.register_error_handler(Refused, refuse)
open311.after_request(open_for_reading)
for room in ROOMS:
    open311.register_blueprint(room.blueprint)
