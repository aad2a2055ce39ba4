"""Broken, sealed and hostile mails: each has its outcome, none takes long, none raises."""

from __future__ import annotations

import datetime as dt
import random
import time
from base64 import encodebytes
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given, settings
from hypothesis import strategies as some

from civicreport.delivery.inbound.incoming import Incoming, Nature
from civicreport.delivery.inbound.opaque import signed_content
from civicreport.delivery.inbound.reading import read
from tests.delivery.inbound.mails import DSN, EXCHANGE, JPEG, QMAIL, raw, reply

HEAD = b"From: Cleo <cleo@council.example>\nSubject: Re: Pothole\nMIME-Version: 1.0\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nFixed - s\xc3\xa9curis\xc3\xa9.\r\n"


@pytest.mark.parametrize(
    ("label", "content", "written"),
    [
        ("utf-8", "Gehört".encode(), "Gehört"),
        ("utf-8", "Gehört".encode("latin-1"), "Gehört"),
        ("iso-8859-1", "Gehört – 5 €".encode("cp1252"), "Gehört – 5 €"),
        ("iso-8859-1", "Gehört – 5 €".encode(), "Gehört – 5 €"),
        ("us-ascii", "Gehört".encode(), "Gehört"),
        ("unknown-8bit", "Gehört".encode("latin-1"), "Gehört"),
        ("no-such-charset", "Gehört".encode(), "Gehört"),
        ("gb2312", "已修复。朱镕基".encode("gb18030"), "已修复。朱镕基"),
        ("big5", "已修復".encode("big5"), "已修復"),
        ("iso-2022-jp", "修理済み".encode("iso-2022-jp"), "修理済み"),
        ("koi8-r", "Готово".encode("koi8-r"), "Готово"),
        ("utf-16", "Gehört".encode("utf-16"), "Gehört"),
        ("rot13", b"Fixed", "Fixed"),
        ("punycode", b"Fixed-", "Fixed-"),
        ("utf-8", b"Fi\x00x\x1bed\xed\xa0\x80", "Fixedí\xa0€"),
        ("", "Gehört".encode(), "Gehört"),
    ],
)
def test_a_wrong_label_does_not_spoil_the_words(label: str, content: bytes, written: str) -> None:
    head = f"Content-Type: text/plain; charset={label}\n" if label else ""
    encoded = b"Content-Transfer-Encoding: base64\n\n" + encodebytes(content)
    found = read(HEAD + head.encode() + encoded)
    assert (found.nature, found.written) == (Nature.REPLY, written.replace("\xa0", " "))


@pytest.mark.parametrize(
    ("kind", "body", "written"),
    [
        ("text/plain; format=flowed", "The lid \nis new.\n-- \nCleo", "The lid is new."),
        ("text/plain; format=flowed; delsp=yes", "The li \nd is new.", "The lid is new."),
        ("text/plain; format=flowed", "> Is \n> it?\n Yes, \nit is.", "Yes, it is."),
        ("text/plain; format=flowed", "From us \n> quote", "From us"),
        ("text/html", "<p>Fixed</p><p>New&nbsp;lid &amp; kerb<br>x", "Fixed\n\nNew lid & kerb\nx"),
        ("text/html", "<style>p{}</style><!-- no --><b>Fixed</b> <i>now</i>", "Fixed now"),
        ("text/html", "<div style='display:none'>preview</div>Fixed", "Fixed"),
        ("text/html", "<ul><li>lid<li>kerb</ul>", "- lid\n- kerb"),
        ("text/html", "<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("text/html", "<pre>a\n  b</pre>", "a\n  b"),
        ("text/html", "Fixed<div id=divRplyFwdMsg>fixed</div>more", "Fixed"),
        ("text/html", "Fixed<blockquote type=cite>no</blockquote>Yes", "Fixed\n\nYes"),
        ("text/html", "Fixed<div class=moz-signature>Cleo</div>", "Fixed"),
        ("text/html", "Fixed <img src=cid:x><img src=http://x/y.png>", "Fixed"),
        ("text/html", "1 < 2 <a <b>& so</b></i></p>", "1 < 2 <a & so"),
        ("text/html", "Fixed<!-- for ever", "Fixed"),
        (
            "text/html",
            "Fixed<div style='border:none;border-top:solid #E1E1E1 1.0pt'>Von: x</div>",
            "Fixed",
        ),
    ],
)
def test_each_way_of_writing_is_read(kind: str, body: str, written: str) -> None:
    found = read(HEAD + f"Content-Type: {kind}\n\n{body}".encode())
    assert found.written == written


def test_words_around_a_photo_are_read_together() -> None:
    mail = reply("Above.")
    mail.add_attachment(JPEG, maintype="image", subtype="jpeg", disposition="inline")
    mail.add_attachment("Below.", disposition="inline")
    mail.add_attachment("not for here", filename="notes.txt")
    found = read(mail.as_bytes())
    assert found.written == "Above.\n\n\nBelow."
    assert found.photos == (JPEG,)


OPAQUE = (
    b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data\n"
    b"Content-Transfer-Encoding: base64\n\n"
)


def _certificate() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cleo@council.example")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(7).not_valid_before(now)
    builder = builder.not_valid_after(now + dt.timedelta(days=1))
    return builder.sign(key, hashes.SHA256()), key


def test_a_signed_mail_is_read_and_an_encrypted_one_cannot_be() -> None:
    certificate, key = _certificate()
    signer = pkcs7.PKCS7SignatureBuilder().set_data(INNER)
    signer = signer.add_signer(certificate, key, hashes.SHA256())
    smime = Encoding.SMIME
    clear = signer.sign(smime, [pkcs7.PKCS7Options.DetachedSignature])
    envelope = signer.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    opaque = OPAQUE + encodebytes(envelope)
    sealed = pkcs7.PKCS7EnvelopeBuilder().set_data(INNER).add_recipient(certificate)
    for mail in (clear, opaque):
        found = read(HEAD.replace(b"MIME-Version: 1.0\n", b"") + mail)
        assert (found.nature, found.written) == (Nature.REPLY, "Fixed - sécurisé.")
    found = read(HEAD.replace(b"MIME-Version: 1.0\n", b"") + sealed.encrypt(smime, []))
    assert found.nature is Nature.ENCRYPTED


@pytest.mark.parametrize("depth", [1, 3, 200])
def test_a_signed_envelope_in_pieces_of_unknown_length_is_opened(depth: int) -> None:
    inner = b"\x04\x02Fi\x04\x03xed"
    for _ in range(depth):
        inner = b"\x24\x80" + inner + b"\x00\x00"
    oid = bytes.fromhex("06092a864886f70d0107")
    content = b"\x30\x80" + oid + b"\x01\xa0\x80" + inner + b"\x00\x00" * 2
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + content + b"\x00\x00"
    envelope = b"\x30\x80" + oid + b"\x02\xa0\x80" + signed + b"\x00\x00" * 2
    assert signed_content(envelope) == (b"Fixed" if depth < 5 else None)
    for cut in range(len(envelope)):
        signed_content(envelope[:cut])


def test_pgp_is_read_where_it_only_signs() -> None:
    signed = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nFixed.\n- -- \nCleo\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    assert read(reply(signed).as_bytes()).written == "Fixed."
    sealed = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    assert read(reply(sealed).as_bytes()).nature is Nature.ENCRYPTED
    boxed = b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nVersion: 1\n--b--\n"
    assert read(HEAD + boxed).nature is Nature.ENCRYPTED


def _nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    return HEAD + opened + b"\nFixed."


HOSTILE = {
    "nested a little": (_nested(20), Nature.REPLY),
    "nested": (_nested(2000), Nature.UNREADABLE),
    "lines for ever in every part": (_nested(50) + b"\r" * 15_000_000, Nature.UNREADABLE),
    "parts": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n" + b"\n--b\n\nFixed." * 10_000,
        Nature.REPLY,
    ),
    "a huge head": (b"X: y\n" * 200_000 + HEAD + b"\nFixed.", Nature.UNREADABLE),
    "a long header": (
        b"To: " + b"a@b.example, " * 30_000 + b"\n" + HEAD + b"\nFixed.",
        Nature.REPLY,
    ),
    "comments": (b"To: " + b"(" * 200_000 + b"\n" + HEAD + b"\nFixed.", Nature.REPLY),
    "encoded words": (b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\nFrom: a@b.c\n\nFixed.",
                      Nature.REPLY),
    "parameters": (
        HEAD + b"Content-Type: text/plain" + b"; a*0*=b" * 20_000 + b"\n\nFixed.",
        Nature.REPLY,
    ),
    "html": (HEAD + b"Content-Type: text/html\n\nFixed." + b"<a <!--" * 100_000, Nature.REPLY),
    "a signature for ever": (
        HEAD + b"\nFixed.\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\na: b\n" * 10_000,
        Nature.REPLY,
    ),
    "no end": (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFixed.", Nature.REPLY),
    "no boundary": (HEAD + b"Content-Type: multipart/mixed\n\nFixed.", Nature.REPLY),
    "bad base64": (
        HEAD + b"Content-Transfer-Encoding: base64\n\n=Rml4ZWQ",
        Nature.REPLY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_has_its_outcome_in_no_time(name: str) -> None:
    mail, nature = HOSTILE[name]
    begin = time.process_time()
    found = read(mail)
    assert found.nature is nature
    assert time.process_time() - begin < 5


@given(some.binary(max_size=2000), some.sampled_from([None, "", "a@b.example"]))
def test_no_bytes_break_the_reading(content: bytes, sender: str | None) -> None:
    _is_sound(read(content, envelope_sender=sender, own_host="reports.example"))
    _is_sound(read(HEAD + b"\n" + content))


@settings(max_examples=200, deadline=None)
@given(some.integers(0, 2**32), some.sampled_from(["dsn", "qmail", "exchange", "reply"]))
def test_no_damage_on_the_way_breaks_the_reading(seed: int, name: str) -> None:
    photo = reply("Fixed.\n", References="<a@b.example>")
    photo.add_attachment(JPEG[:6000], maintype="image", subtype="jpeg")
    mail = {
        "dsn": raw(DSN, action="failed", status="5.1.1"),
        "qmail": raw(QMAIL),
        "exchange": raw(EXCHANGE),
        "reply": photo.as_bytes(),
    }[name]
    _is_sound(read(damaged(mail, random.Random(seed))))


def test_no_damage_to_real_mails_breaks_the_reading(shared: Path) -> None:
    luck = random.Random(7)
    for sample in sorted((shared / "data/emails/talon").rglob("*.eml")):
        for _ in range(20):
            _is_sound(read(damaged(sample.read_bytes(), luck)))


def damaged(mail: bytes, luck: random.Random) -> bytes:
    """Bytes lost, doubled, changed, and pieces in the wrong place."""
    found = bytearray(mail)
    for _ in range(luck.randint(1, 12)):
        at, length = luck.randrange(len(found) or 1), luck.randint(1, 60)
        piece = bytes(found[at : at + length])
        found[at : at + luck.choice((0, 1, length))] = luck.choice(
            (
                b"",
                b"\n",
                b"\x00",
                b"\xff",
                piece * 2,
                bytes(reversed(piece)),
                b"=?utf-8?b?",
                b"--b\n",
            )
        )
    return bytes(found)


def _is_sound(found: Incoming) -> None:
    """It is what its types say, and a database takes it."""
    assert found.nature in set(Nature)
    for each in fields(found):
        value = getattr(found, each.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                assert "\x00" not in text
                text.encode()
    assert len(found.sender) <= 320
    assert len(found.subject) <= 300
    assert (found.nature is Nature.BOUNCE) <= (found.bounce is not None)
