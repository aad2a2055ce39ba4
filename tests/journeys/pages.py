"""Every page for residents and strangers, by its route: what is looked at for everybody.

tests/house/test_seen_pages.py fails where a new route answers a page that is neither here nor seen
on the way by one of the journeys. Words in braces are filled in by the journey that opens them.
"""

from __future__ import annotations

HERE = "latitude=51.05&longitude=-0.95"

PAGES: dict[str, tuple[str, ...]] = {
    "public.areas.show": ("/areas/district/W",),
    "public.confirmations.show": ("/confirm/{confirm}",),
    "public.councils.show": ("/councils/county",),
    "public.embeds.show": ("/reports/{overdue}/embed",),
    "public.follows.show_end": ("/follows/{end}/end",),
    "public.front.show": ("/", "/cy/", "/ar-XB/"),
    "public.installed.lost": ("/offline",),
    "public.mailbox.index": ("/demo/mailbox",),
    "public.mailbox.show": ("/demo/mailbox/{letter}",),
    "public.map.show": ("/map", "/map?status=fixed&category=pothole", "/cy/map"),
    "public.mine.show": ("/reports/mine",),
    "public.new_report.show": (
        "/report/new",
        f"/report/new?{HERE}",
        f"/report/new?{HERE}&wide=1",
        f"/cy/report/new?{HERE}&category=street_light",
        f"/ar-XB/report/new?{HERE}",
    ),
    "public.places.show": ("/places?q=OX4", "/places?q=nowhere"),
    "public.reports.show": (
        "/reports/{overdue}",
        "/reports/{scheduled}",
        "/reports/{fixed}",
        "/reports/{nobody's}",
        "/cy/reports/{overdue}",
    ),
    "public.routing.why": (f"/why?{HERE}&category=pothole",),
    "public.sign_in.show": ("/sign-in",),
    "public.stored_form.show": ("/report/new/stored",),
    "public.styleguide.show": ("/styleguide",),
    "officers.sign_in.show": ("/officers/sign-in",),
    "open311.guide.show": ("/open311",),
}

# Pages that only come of what somebody does: which journey looks at them.
ON_THE_WAY = {
    "public.additions.show": "test_a_report_is_changed_added_to_and_taken_back",
    "public.answers.show_undo": "test_what_was_misunderstood_is_taken_back_by_one_button",
    "public.mailbox_answers.show": "test_answering_a_letter_in_the_demo_is_for_everybody",
    "public.my_data.show_erasure": "test_signed_in_by_mail_then_by_passkey",
    "public.sign_in.show_code": "test_signed_in_by_mail_then_by_passkey",
    "public.wording.show": "test_a_report_is_changed_added_to_and_taken_back",
}

# Answers that are no pages: parts of one, pictures, feeds, lists for machines, redirections.
NO_PAGES = {
    "public.base_map.piece",
    "public.cards.show",
    "public.embeds.offer",
    "public.feeds.of_area",
    "public.feeds.of_council",
    "public.feeds.of_everything",
    "public.feeds.of_report",
    "public.installed.icon",
    "public.installed.manifest",
    "public.installed.worker",
    "public.mailbox.attachment",
    "public.mailbox.html",
    "public.map.cards",
    "public.map.pins",
    "public.map_pictures.of_box",
    "public.map_pictures.of_report",
    "public.nearby.show",
    "public.new_report.address",
    "public.new_report.category_questions",
    "public.new_report.options",
    "public.photos.for_bodies",
    "public.photos.show",
    "public.photos_upload.preview",
    "public.reports.show_json",
    "public.routing.route",
    "public.site_lists.of_pages",
    "public.site_lists.of_reports",
    "public.site_lists.robots",
    "public.site_lists.sitemaps",
    "open311.guide.lead_there",
}
