"""The council's audience: staff and administrators."""

from flask import Blueprint

from civicreport.officers import (
    arrivals,
    contacts,
    deliveries,
    frame,
    guard,
    inbox,
    mails,
    pending,
    photos,
    quarantine,
    reports,
    sign_in,
)

officers = Blueprint("officers", __name__, url_prefix="/officers")
officers.before_request(guard.staff_only)
officers.after_request(guard.keep_private)
officers.context_processor(frame.context)
for room in (
    *(arrivals, contacts, deliveries, inbox, mails, pending, photos, quarantine, reports),
    sign_in,
):
    officers.register_blueprint(room.blueprint)
