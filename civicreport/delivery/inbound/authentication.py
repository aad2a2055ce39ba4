"""What our own mail server found out about a sender (RFC 8601)."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NONE = "none"  # nobody whom we believe said anything that decides


def verdict(results: tuple[str, ...], *, authserv_id: str, sender_domain: str) -> Verdict:
    """`results` are the values of Authentication-Results, topmost first."""
    for result in results:
        if not authserv_id or not result.lower().startswith(authserv_id.lower()):
            break
        if "dmarc=pass" in result and f"header.from={sender_domain}" in result:
            return Verdict.PASS
        if "dmarc=fail" in result:
            return Verdict.FAIL
    return Verdict.NONE
