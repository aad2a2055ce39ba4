"""The council's audience: staff and administrators."""

from flask import Blueprint

from civicreport.officers import guard, inbox, sign_in

officers = Blueprint("officers", __name__, url_prefix="/officers")
officers.before_request(guard.staff_only)
officers.after_request(guard.keep_private)
for room in (inbox, sign_in):
    officers.register_blueprint(room.blueprint)
