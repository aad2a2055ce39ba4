"""What our own mail server found out about a sender (RFC 8601).

Only lines that bear the configured name of that server count, and only from the top down to the
first that does not: what stands below was there when the mail came, and anybody can write a line
with our server's name in it. A server should strip such lines; we do not rely on it: of each method
only the topmost line that speaks of it counts, and one `fail` of DMARC outweighs every `pass`.

DMARC decides. Where the sender's domain has no DMARC policy, a DKIM signature of exactly that
domain proves as much. SPF alone proves nothing here: it is about the envelope, and a big provider's
servers send for everybody.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NONE = "none"  # nobody whom we believe said anything that decides


class _Result(NamedTuple):
    method: str
    result: str
    properties: dict[str, str]


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+')
_METHOD = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(
    r'([a-z0-9-]+\s*\.\s*[a-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s";]+)', re.IGNORECASE
)


def verdict(results: tuple[str, ...], *, authserv_id: str, sender_domain: str) -> Verdict:
    """`results` are the values of Authentication-Results, topmost first."""
    domain = _domain(sender_domain)
    if not authserv_id or not domain:
        return Verdict.NONE
    told = _told_by(authserv_id, results)
    about_dmarc = [one for one in told if one.method == "dmarc"]
    if any(one.result == "fail" for one in about_dmarc):
        return Verdict.FAIL
    first = about_dmarc[0] if about_dmarc else None
    if first is not None and first.result != "none":
        is_aligned = _domain(first.properties.get("header.from", "")) == domain
        return Verdict.PASS if first.result == "pass" and is_aligned else Verdict.NONE
    return Verdict.PASS if any(_is_signed_by(domain, one) for one in told) else Verdict.NONE


def _is_signed_by(domain: str, one: _Result) -> bool:
    signer = one.properties.get("header.d") or one.properties.get("header.i", "")
    return one.method == "dkim" and one.result == "pass" and _domain(signer) == domain


def _told_by(authserv_id: str, results: tuple[str, ...]) -> list[_Result]:
    told: list[_Result] = []
    for line in results:
        above = {one.method for one in told}
        name, *rest = _statements(_without_comments(line))
        words = _TOKEN.findall(name)
        if not words or words[0].strip('"').lower() != authserv_id.lower():
            break
        found = [result for one in rest if (result := _result(one))]
        told.extend(one for one in found if one.method not in above or one.result == "fail")
    return told


def _result(statement: str) -> _Result | None:
    found = _METHOD.match(statement)
    if not found:
        return None
    properties = {
        re.sub(r"\s", "", name).lower(): content.strip('"')
        for name, content in reversed(_PROPERTY.findall(statement[found.end() :]))
    }
    return _Result(found[1].lower(), found[2].lower(), properties)


def _statements(line: str) -> list[str]:
    """Parted by semicolons, but not by those in quotes, which may hold quotes of their own."""
    statements, is_quoted, is_escaped = [""], False, False
    for character in line:
        is_quoted ^= character == '"' and not is_escaped
        is_escaped = is_quoted and character == "\\" and not is_escaped
        if character == ";" and not is_quoted:
            statements.append("")
        else:
            statements[-1] += character
    return statements


def _without_comments(line: str) -> str:
    """Comments nest, may hold anything, and may be forged by what a sender put into his address."""
    kept: list[str] = []
    depth, is_quoted, is_escaped = 0, False, False
    for character in line:
        if is_escaped:
            is_escaped = False
        elif character == "\\" and (is_quoted or depth):
            is_escaped = True
        elif character == '"' and not depth:
            is_quoted = not is_quoted
        elif character == "(" and not is_quoted:
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            continue
        if not depth:
            kept.append(character)
    return "".join(kept)


def _domain(text: str) -> str:
    return text.rpartition("@")[2].strip().strip(".").lower()
