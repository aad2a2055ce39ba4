"""What no page of ours ever sends: values, headers and bodies that somebody else may."""

from __future__ import annotations

import base64
import json
from typing import Any


def cursor(key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


NUMBERS = (
    *("0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775809"),
    *("1" + "0" * 30, "-1" + "0" * 30, "9" * 3000, "007", "1_0", "0x10", "1.5", "٥١", "１２"),
)
DEGREES = (
    *("NaN", "inf", "-inf", "1e400", "1e-400", "90", "-90", "180", "-180", "90.0000001", "-0"),
    *("51.7520", "-1.2577", "51,752", "5_1", "0x33", "٥١.٧٥", "+51.75e0", "1e1", " 51.752 "),
)
BOXES = (
    *("-180,-90,180,90", "180,90,-180,-90", "-1.3,51.7,-1.2,51.8", "51.7,-1.3,51.8,-1.2"),
    *("nan,nan,nan,nan", "0,0,0,0", "1,2,3", "1,2,3,4,5", "1e400,0,0,0", "-1_8,1,2,3", ",,,"),
)
WORDS: tuple[str | bytes, ...] = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\u200b\u200b",
        "\u202egnp.exe\u2066",
        "🕳️👩‍👩‍👧‍👦",
        "שלום",
        "İ",
        "ß",
    ),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", "\ud7ff\ue000\uffff", "x" * 3000, "\n" * 50),
    *("'", "';--", '"><script>alert(1)</script>', "{{7*7}}", "%(x)s %s {0}", "\\", "%", "<!--"),
    *("../../../../etc/passwd", "..\\..", "//evil.example", "/officers/..//evil.example"),
    *("a\r\nBcc: x@evil.example", "ada@evil.example\r\nX: y", "null", "[]", "[" * 2000, "{"),
    *("pothole", "graffiti", "open", "closed", "fixed", "hide", "release", "restore", "CR-1"),
    *("OX4 1RP", "51.75, -1.25", "ada@example.org", "@", "a@b", "on", "pending", "application"),
)
_KEYS: tuple[Any, ...] = (
    *(["2026-01-01T00:00:00+00:00", 1], ["2026-01-01", 2], ["2026-01-01T00:00:00", -1]),
    *(["0001-01-01T00:00:00+23:59", 1], ["9999-12-31T23:59:59-23:59", 1], [None, 5]),
    *(["2026-01-01T00:00:00+00:00", 10**30], [None, -(10**30)], ["2026-01-01", True]),
    *([None, None], ["x", 1], [], {}, 1, [[], []], ["2026-01-01T00:00:00+00:00", 1, 2]),
)
_DEEP = base64.urlsafe_b64encode(b"[" * 2200).decode()
CURSORS: tuple[str, ...] = (*map(cursor, _KEYS), _DEEP, "////", "\ud7ff", "=")
VALUES: tuple[str | bytes, ...] = (*NUMBERS, *DEGREES, *BOXES, *WORDS, *CURSORS)
LONG = ("x" * 100_000, "é" * 50_000, "1" * 100_000, "a b\r\n" * 20_000)

QUERY_FIELDS = (
    *("latitude", "longitude", "category", "bbox", "status", "body", "cursor", "after"),
    *("photos_after", "q", "next", "unknown"),
)
FORM_FIELDS = (
    *("latitude", "longitude", "category", "details", "name", "email", "show_name", "opened"),
    *("idempotency_key", "website", "kept_photos", "q", "spot", "version", "status", "text"),
    *("note", "move", "reason", "back", "next", "password", "csrf_token", "List-Unsubscribe"),
    *("photos", "_method", "unknown"),
)
FIT = {
    "latitude": (*DEGREES, *NUMBERS),
    "longitude": (*DEGREES, *NUMBERS),
    "bbox": BOXES,
    "cursor": CURSORS,
    "after": CURSORS,
    "photos_after": CURSORS,
    "version": NUMBERS,
}

HEADERS: dict[str, tuple[str, ...]] = {
    "Origin": ("null", "http://[", "http://[::1", "https://evil.example", "http://a:b:c", "", "x"),
    "Sec-Fetch-Site": ("cross-site", "same-site", "none", "same-origin", "", "bogus"),
    "Host": ("evil.example", "evil.example:abc", "[::1", "a b", "localhost:99999", "\xff", "a/b@c"),
    "X-Forwarded-For": ("203.0.113.9", "', '", "::1, ::2", "x" * 500),
    "X-Forwarded-Host": ("evil.example",),
    "X-Forwarded-Proto": ("https", "javascript"),
    "X-HTTP-Method-Override": ("DELETE", "POST"),
    "Accept": ("application/json", "*/*;q=x", "text/html;q=nan", ",;,", "application/json;q=1e400"),
    "Accept-Encoding": ("br", "gzip;q=x", "br;q=-1, gzip;q=nan", "identity;q=0, *;q=0", ";"),
    "Accept-Language": ("xx-YY-zz", "*", "\xff", "de;q=x"),
    "If-None-Match": ("*", 'W/"', '"\xff"', "x" * 1000),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 99999 00:00:00 GMT"),
    "Range": ("bytes=0-1", "bytes=abc", "bytes=5-1,-"),
    "X-Request-Id": ("a" * 64, "a" * 65, "<script>", "\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9"),
    "Cookie": (
        "civicreport_device=" + "A" * 43,
        "civicreport_device=\xff\xfe",
        "civicreport_device=" + "A" * 4000,
        "civicreport_desk=eyJfdXNlcl9pZCI6ImEifQ.aaaa.bbbb",
        "civicreport_desk=.",
        "civicreport_device=a; civicreport_desk=b; remember_token=1|c",
        'a="b; =; ;;; civicreport_device="\\777"',
        "session=x",
    ),
    "Referer": ("http://[", "javascript:alert(1)"),
    "Authorization": ("Basic x", "Bearer ", "Digest a=,"),
    "Content-Encoding": ("gzip",),
    "Authentication-Token": ("x",),
}
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"details": "x", "latitude": 51}'),
    ("application/json", b"{" * 5000),
    ("multipart/form-data", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="details"\r\n',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="photos"; filename="../a\x00.jpg"\r\n\r\nJ',
    ),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; filename*=utf-99''%ff; name=photos\r\n\r\nx",
    ),
    ("multipart/form-data; boundary=x", b"--x--\r\n"),
    ("multipart/form-data; boundary=" + "x" * 500, b"--y\r\n" * 500),
    ("application/x-www-form-urlencoded", b"&&=&%&%zz=%zz&details=%&=;" + b"\xff" * 10),
    ("application/x-www-form-urlencoded; charset=utf-99", b"details=%ff&name=\xe9"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(3000))),
    ("text/plain", b"details=x"),
    ("\xff/\xff; boundary", b"x"),
    ("", b"details=x"),
)
