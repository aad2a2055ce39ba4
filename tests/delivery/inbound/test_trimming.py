"""The samples are real replies with what people found to be the human text in them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from civicreport.delivery.inbound.reading import read
from civicreport.delivery.inbound.trimming import trim

# These keep a quote on purpose. For us nothing that is quoted was written by the sender.
KEEP_A_QUOTE = {"embedded_email_16.txt", "embedded_email_18.txt", "quote_only.txt"}


def test_of_the_samples_only_those_differ_that_keep_a_quote(shared: Path) -> None:
    samples = sorted((shared / "data/emails/trimmer/emails").glob("*.txt"))
    differing = {
        sample.name
        for sample in samples
        if _bare(trim(_text(sample)))
        != _bare(_text(sample.parent.parent / "trimmed" / sample.name))
    }
    assert len(samples) == 32
    assert differing == KEEP_A_QUOTE


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("reply-quotations-share-block.eml", "Hi Katharine.\xa0 Sounds great.", "Joe XXX"),
        *(
            (f"standard_replies/{one}.eml", "Hello", "Hello")
            for one in (
                *("android", "aol", "apple_mail", "apple_mail_2", "comcast", "gmail", "hotmail"),
                *("iphone", "outlook", "sparrow", "thunderbird", "yahoo"),
            )
        ),
    ],
)
def test_a_real_reply_makes_sense(shared: Path, name: str, first: str, last: str) -> None:
    written = read((shared / "data/emails/talon" / name).read_bytes()).written
    lines = [line for line in written.split("\n") if line.strip()]
    assert lines[0].startswith(first.replace("\xa0", " "))
    assert lines[-1] == last
    for foreign in ("wrote:", "написал:", "From:", "Original Message", "Sent from", "Hi!", "\n>"):
        assert foreign not in written
    assert len(lines) == (1 if first == "Hello" else 2)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        *((name, "Alex") for name in ("gmail", "hotmail", "thunderbird", "windows_mail")),
        *((f"ms_outlook_{year}", "Alex") for year in (2003, 2007, 2010)),
        *((name, "Hi. I am fine.") for name in ("mail_ru", "yandex_ru")),
    ],
)
def test_a_real_html_reply_makes_sense(shared: Path, name: str, last: str) -> None:
    html = (shared / f"data/emails/talon/html_replies/{name}.html").read_bytes()
    written = read(b"Content-Type: text/html; charset=utf-8\n\n" + html).written
    lines = [line for line in written.split("\n") if line.strip()]
    assert lines[0] == "Hi. I am fine."
    assert lines[-1] == last


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Fixed.\n\nOn 12 May 2027, at 10:01, Civic <r@x.org> wrote:\n> Is it?\n", "Fixed."),
        ("On 12 May 2027, at 10:01, Civic <r@x.org> wrote:\n> Is it?\n\nFixed.", "Fixed."),
        ("Am 12.05.2027 um 10:01 schrieb Civic:\n> Ist es?\nErledigt.", "Erledigt."),
        ("Fertig.\n\nVon: Civic\nGesendet: Montag\nAn: Amt\nBetreff: Loch\n\nIst es?", "Fertig."),
        ("Fixed.\n\n*From:* Civic\n*Sent:* Monday\n*To:* Us\n\nIs it?", "Fixed."),
        ("> Is it fixed?\n\nYes.\n\n> And the other?\n\nNo.", "Yes.\n\nNo."),
        ("Fixed.\n\n________________________________\nFrom: a\nSent: b\nTo: c\n\nd", "Fixed."),
        # Nobody wrote anything: what the program repeats is not the sender's.
        ("From: Civic\nSent: Monday\nTo: Us\nSubject: x\n\nfixed", ""),
        ("On Mon, 12 May 2027 at 10:01, Civic <r@x.org> wrote:\n\nfixed", ""),
        # A mail program broke a long line of what it quotes.
        (f"Fixed.\n\n> {'word ' * 14}\nbroken\n> off", "Fixed."),
        ("Fixed.\n\n-- \nAda Lovelace\nHighways", "Fixed."),
        ("Fixed.\n\nSent from my iPhone", "Fixed."),
        ("Sent by our crew\nat ten", "Sent by our crew\nat ten"),
        ("This mail has two photos attached.", "This mail has two photos attached."),
        ("This message has a photo attached.", "This message has a photo attached."),
        ("Thank you,\nwe will come back.", "Thank you,\nwe will come back."),
        ("Fixed.\n\nKind regards\nAda", "Fixed.\n\nKind regards\nAda"),
        ("Fixed.\n\nKind regards\n\nAda Lovelace\nHighways Officer\nTel: 01234 567890", "Fixed."),
        ("Erledigt.\n\nMit freundlichen Grüßen\nAda Lovelace\nada@amt.example", "Erledigt."),
        ("Fixed.\n\nThis email and any attachments are confidential and intended", "Fixed."),
        ("Fixed.\n\nDiese E-Mail enthält vertrauliche Informationen", "Fixed."),
        ("CAUTION: This email originated from outside.\n\nFixed.", "Fixed."),
        ("Done:\n- lid\n- kerb\n- paint", "Done:\n- lid\n- kerb\n- paint"),
        ("On 12 May the contractor wrote:\nwe come", "On 12 May the contractor wrote:\nwe come"),
        ("From: the corner\nTo: the bridge", "From: the corner\nTo: the bridge"),
        ("\ufeffFixed\u200b.\r\nNow.", "Fixed.\nNow."),
        ("", ""),
    ],
)
def test_only_what_was_written_remains(text: str, written: str) -> None:
    assert trim(text) == written


PIECES = (
    *("fixed", "> no", "On 1 May 2027, A <a@b.c> wrote:", "From: a", "Sent: b", "To: c", "-- ", ""),
    *("Sent from my iPhone", "Kind regards", "```", "| x", "____________"),
)


@settings(max_examples=300)
@given(some.lists(some.sampled_from(PIECES) | some.text(max_size=40), max_size=30))
def test_nothing_is_added_and_no_marked_line_remains(lines: list[str]) -> None:
    written = trim("\n".join(lines))
    assert len(written) <= len("\n".join(lines)) + 2 * len(lines)
    assert not any(line.startswith(">") for line in written.split("\n")[1:])


HOSTILE = (
    *("On 1 ", "On 1 May wrote", "From: ", "> ", "(", " ", "a@", "-", "Le 1 a écrit ", "El  "),
    *("Den ", "wrote: ", "confidential ", "On\n", "From: a\n", "thanks and ", "CAUTION: "),
    *("\n\n-", "```\n", "\n"),
)


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_text_takes_no_time(line: str) -> None:
    begin = time.process_time()
    trim(line * (100_000 // len(line)))
    assert time.process_time() - begin < 3


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _bare(text: str) -> str:
    return "".join(text.split())
