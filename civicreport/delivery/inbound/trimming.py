"""What a person wrote, without what a mail program put around it."""

from __future__ import annotations

from mailparser_reply import EmailReplyParser

_PARSER = EmailReplyParser(languages=["en", "de", "fr", "es", "nl", "it"])


def trim(text: str) -> str:
    """Only what was written in this mail: no quote, no signature, no disclaimer."""
    return str(_PARSER.parse_reply(text) or "").strip()
