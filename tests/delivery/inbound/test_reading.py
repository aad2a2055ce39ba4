from __future__ import annotations

import pytest

from civicreport.delivery.inbound.reading import Bounce, Nature, read
from tests.delivery.inbound import mails
from tests.delivery.inbound.mails import DSN, EXCHANGE, HEIC, JPEG, LOGO, QMAIL, raw, reply

AUTOMATIC = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-replied (vacation)"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": "away"},
    {"Precedence": "auto_reply"},
    *(
        {"Subject": subject}
        for subject in (
            "Automatic reply: Pothole",
            "Out of Office: Pothole",
            "Auto: Pothole",
            "Automatische Antwort: Schlagloch",
            "Abwesenheitsnotiz",
            "Réponse automatique : nid-de-poule",
            "Respuesta automática: bache",
            "Automatisch antwoord: kuil",
            "Risposta automatica: buca",
        )
    ),
]


def test_a_reply_is_read_with_all_that_stands_on_its_envelope() -> None:
    mail = reply(
        "Fixed.\n\nOn 1 May 2027 at 10:00, Reports <r@x.org> wrote:\n> Is it?\n",
        Cc="roads@council.example, Roads <ROADS@council.example>",
        References="<a@x.org> <b@x.org>",
        In_Reply_To="<b@x.org>",
        Subject="Re: =?utf-8?q?Schlagl=C3=B6cher?=",
    )
    found = read(mail.as_bytes())
    assert found.nature is Nature.REPLY
    assert (found.sender, found.sender_name) == ("cleo@council.example", "Cleo")
    assert found.recipients == ("reply+d1.abc@reports.example", "roads@council.example")
    assert found.message_id == "<1@council.example>"
    assert found.references == ("<a@x.org>", "<b@x.org>")
    assert found.subject == "Re: Schlaglöcher"
    assert found.written == "Fixed."
    assert "> Is it?" in found.text
    assert not found.is_automatic
    assert found.bounce is None


@pytest.mark.parametrize(
    "senders",
    [[], ["a@x.org, b@x.org"], ["a@x.org", "b@x.org"], ["undisclosed"], ["<@>"], ["Ada <a@x y>"]],
)
def test_without_exactly_one_sender_there_is_none(senders: list[str]) -> None:
    head = "".join(f"From: {one}\n" for one in senders)
    found = read(f"{head}Subject: x\n\nFixed.".encode())
    assert (found.nature, found.sender, found.written) == (Nature.REPLY, "", "Fixed.")


def test_only_the_last_servers_results_are_handed_on() -> None:
    found = read(
        raw("""
            Authentication-Results: mx.example.org;
             dmarc=none
            DKIM-Filter: x
            Authentication-Results: mx.example.org; dkim=none
            Received: from evil.example
            Authentication-Results: mx.example.org; dmarc=pass
            From: a@x.org

            Fixed.
        """)
    )
    assert found.authentication_results == (
        "mx.example.org; dmarc=none",
        "mx.example.org; dkim=none",
    )


@pytest.mark.parametrize(
    ("action", "status", "is_permanent"),
    [("failed", "5.1.1", True), ("Failed", "4.4.7", False), ("failed", "", True)],
)
def test_a_failure_is_a_bounce(action: str, status: str, *, is_permanent: bool) -> None:
    found = read(raw(DSN, action=action, status=status))
    assert found.nature is Nature.BOUNCE
    assert found.is_automatic
    assert found.bounce == Bounce(
        recipient="roads@council.example",
        status=status,
        is_permanent=is_permanent,
        words="550 5.1.1 <roads@council.example>: no such user",
    )


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_is_no_bounce_and_no_answer(action: str) -> None:
    text = DSN.replace("Undelivered Mail Returned to Sender", "Warning: delayed")
    found = read(raw(text, action=action, status="4.4.1"))
    assert (found.nature, found.bounce) == (Nature.OUT_OF_OFFICE, None)


def test_a_server_that_writes_to_people_only_bounces_too() -> None:
    found = read(raw(QMAIL))
    assert found.nature is Nature.BOUNCE
    assert found.bounce is not None
    assert found.bounce.recipient == "roads@council.example"
    assert (found.bounce.status, found.bounce.is_permanent) == ("5.1.1", True)


def test_a_full_mailbox_is_not_for_ever() -> None:
    found = read(raw(EXCHANGE))
    assert found.bounce is not None
    assert (found.bounce.status, found.bounce.is_permanent) == ("4.2.2", False)


def test_the_envelope_tells_a_bounce_where_the_head_does_not() -> None:
    mail = reply("<a@b.example>: gone", Subject="Unzustellbar: Schlagloch").as_bytes()
    assert read(mail).nature is Nature.REPLY
    assert read(mail, envelope_sender="").nature is Nature.BOUNCE


@pytest.mark.parametrize(
    ("subject", "nature"),
    [
        ("Automatic reply: [CR-12] Pothole", Nature.ACKNOWLEDGEMENT),
        ("Automatic reply: out of office", Nature.OUT_OF_OFFICE),
        ("Automatische Antwort: Abwesenheit", Nature.OUT_OF_OFFICE),
    ],
)
def test_an_automatic_reply_is_a_receipt_or_an_absence(subject: str, nature: Nature) -> None:
    words = "Thank you. Your reference number is HW-2026-0012345."
    headers = {"Subject": subject, "Auto_Submitted": "auto-replied"}
    assert read(reply(words, **headers).as_bytes()).nature is nature


@pytest.mark.parametrize("headers", AUTOMATIC, ids=str)
def test_who_is_away_did_not_answer(headers: dict[str, str]) -> None:
    found = read(reply("I am back on Monday. Fixed.", **headers).as_bytes())
    assert (found.nature, found.is_automatic) == (Nature.OUT_OF_OFFICE, True)


@pytest.mark.parametrize(
    ("headers", "is_automatic"),
    [
        ({"Auto_Submitted": "no"}, False),
        ({"X_Auto_Response_Suppress": "All"}, False),
        ({"Subject": "Re: Automatic doors"}, False),
        ({"Auto_Submitted": "auto-generated"}, True),
        ({"Precedence": "bulk"}, True),
    ],
)
def test_other_machines_are_told_apart(headers: dict[str, str], *, is_automatic: bool) -> None:
    found = read(reply(**headers).as_bytes())
    assert (found.nature, found.is_automatic) == (Nature.REPLY, is_automatic)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Thank you. Your reference number is ABC-123/45.", "ABC-123/45"),
        ("Your reference: 12345", "12345"),
        ("Case number: 00123456\nWe aim to answer", "00123456"),
        ("Ticket #4711 was opened", "4711"),
        ("Our ref: FS-Case-1234567", "FS-Case-1234567"),
        ("Your reference is below. 2 days", ""),
        ("Please quote reference number when calling 01234", ""),
        ("Your ref: CR-17\nOur ref: HW/2027/0042", "HW/2027/0042"),
        ("Ihre Vorgangsnummer lautet 2027-1234.", "2027-1234"),
        ("Aktenzeichen: 32/14-07", "32/14-07"),
        ("Votre numéro de dossier est 998877", "998877"),
        ("Número de expediente: 2027/001", "2027/001"),
        ("Uw zaaknummer is Z-2027-55", "Z-2027-55"),
        ("Your reference is CR-17", ""),
        ("In that case 3 metres", ""),
        ("We refer to your request of 12/05/2027", ""),
        ("Call 01234 567890", ""),
    ],
)
def test_the_number_that_a_machine_gives_is_kept(text: str, number: str) -> None:
    found = read(reply(text, Auto_Submitted="auto-generated").as_bytes())
    assert found.external_reference == number
    assert found.nature is (Nature.ACKNOWLEDGEMENT if number else Nature.REPLY)


def test_a_receipt_for_people_is_one_too_but_a_persons_number_is_not() -> None:
    text = "Your reference: 12345\n"
    assert read(reply(text).as_bytes()).nature is Nature.REPLY
    for mail in (
        reply(f"{text}This is an automated message, please do not reply."),
        reply(text, From="no-reply@council.example"),
    ):
        assert read(mail.as_bytes()).external_reference == "12345"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_CivicReport_Reference": "CR-1"},
        {"Message_ID": "<42@Reports.example>"},
    ],
)
def test_our_own_letter_is_a_loop(headers: dict[str, str]) -> None:
    found = read(reply(**headers).as_bytes(), own_host="reports.example")
    assert found.nature is Nature.LOOP


def test_what_has_gone_round_in_circles_is_a_loop() -> None:
    hops = "".join(f"Received: from mx{n}.example\n" for n in range(60))
    assert read(hops.encode() + reply().as_bytes()).nature is Nature.LOOP


def test_the_answer_to_an_invitation_is_none_to_us() -> None:
    mail = reply("Accepted: site visit")
    mail.add_alternative("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REPLY"})
    assert read(mail.as_bytes()).nature is Nature.CALENDAR


def test_an_attached_calendar_is_only_an_enclosure() -> None:
    mail = reply()
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="a.ics")
    assert read(mail.as_bytes()).nature is Nature.REPLY


@pytest.mark.parametrize("text", ["", "\n \n", "> quoted\n", "Sent from my iPhone\n"])
def test_who_wrote_nothing_said_nothing(text: str) -> None:
    assert read(reply(text).as_bytes()).nature is Nature.EMPTY


def test_a_photo_alone_says_something() -> None:
    mail = reply("")
    mail.add_attachment(JPEG, maintype="application", subtype="octet-stream", filename="../a.txt")
    mail.add_attachment(HEIC, maintype="image", subtype="heic", filename="b.heic")
    mail.add_attachment(b"x" * 9000, maintype="image", subtype="jpeg", filename="no-photo.jpg")
    mail.add_attachment(b"x" * 9000, maintype="application", subtype="ms-tnef", filename="w.dat")
    mail.add_attachment(LOGO, maintype="image", subtype="png", filename="small.png")
    found = read(mail.as_bytes())
    assert found.nature is Nature.REPLY
    assert found.photos == (JPEG, HEIC)


def test_a_photo_among_the_words_counts_a_logo_and_a_quoted_one_do_not() -> None:
    mail = reply("See below.")
    mail.add_alternative(
        '<p>See below.</p><img src="cid:photo"><div class="gmail_signature">Cleo'
        '<img src="cid:logo"></div><div class="gmail_quote"><blockquote>Old'
        '<img src="cid:old"></blockquote></div>',
        subtype="html",
    )
    html = mail.get_payload()[1]  # type: ignore[index]
    for name in ("photo", "logo", "old"):
        html.add_related(JPEG + name.encode(), "image", "jpeg", cid=f"<{name}>")  # type: ignore[union-attr]
    assert read(mail.as_bytes()).photos == (JPEG + b"photo",)


def test_a_mail_inside_the_mail_stays_closed() -> None:
    inner = reply("Secret.")
    inner.add_attachment(JPEG, maintype="image", subtype="jpeg")
    mail = reply("See the forwarded mail.")
    mail.add_attachment(inner)
    found = read(mail.as_bytes())
    assert (found.photos, found.written) == ((), "See the forwarded mail.")


def test_all_bytes_are_a_mail_or_unreadable() -> None:
    for nothing in (b"", b"\n\n", b"hello", b"\xff\xfe\x00"):
        assert read(nothing).nature is Nature.UNREADABLE
    assert mails.raw("From: a@x.org\n\nFixed").endswith(b"Fixed")
