"""The residents' audience: see, report, follow what becomes of it."""

from flask import Blueprint

from civicreport.public import (
    additions,
    answers,
    areas,
    base_map,
    cards,
    confirmations,
    councils,
    embeds,
    feeds,
    following,
    follows,
    front,
    installed,
    mailbox,
    mailbox_answers,
    map_pictures,
    mine,
    my_data,
    nearby,
    new_report,
    passkeys,
    photos,
    photos_upload,
    places,
    reports,
    routing,
    sign_in,
    site_lists,
    stored_form,
    styleguide,
    wording,
)
from civicreport.public import map as map_page

ROOMS = (
    *(additions, answers, areas, base_map, cards, confirmations, councils, embeds, feeds),
    *(following, follows, front, installed, mailbox, mailbox_answers, map_page, map_pictures),
    *(mine, my_data, nearby, new_report, passkeys, photos, photos_upload, places, reports),
    *(routing, sign_in, site_lists, stored_form, styleguide, wording),
)

public = Blueprint("public", __name__)
for room in ROOMS:
    public.register_blueprint(room.blueprint)
