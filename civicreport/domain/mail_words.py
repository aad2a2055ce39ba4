"""The words with which an officer's mail sets the status, and what else it says.

They count only at the very start of the first line of what was written, as a whole phrase: alone,
before a full stop, comma, colon or dash, or before a few words that only say when. A question and a
"but" set nothing: what is meant is then for people to read. An undo is one click away, a wrong
"fixed" in public is not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from civicreport.domain.mail_dates import date_at_start
from civicreport.domain.mail_vocabulary import WORDS, Words
from civicreport.domain.status import NEEDS_REASON, Status

__all__ = ["WORDS", "Understood", "Words", "understand", "words_of"]

S = Status
_DRESS = "*_\"'“”„«»‘’ \t"  # what programs put around bold words and quotations
_ENDS = re.compile(r"[*_\"'“”«»]*(?:\s*$|\s*[.!,;:](?=\s|$)|\s+[-–]+(?=\s)|\s*—|\s+(?=\())")
_SENTENCE = re.compile(r".*?(?:[.!?](?=\s|$)|$)")
_NUMBER = re.compile(r"\s*[:.]?\s*(?:#|n[or°º]\.?\s*)?(?:CR-)?(\d{1,15})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer says. Without a status it is text only."""

    text: str  # for everybody, without the phrase where the rest stands well alone
    said: str = ""  # for everybody, as it was written
    status: Status | None = None
    words: str = ""  # the phrase that set the status, as it was written
    note: str = ""  # for the staff
    scheduled_on: date | None = None  # stands in the text, too
    duplicate_of: int | None = None  # the number of a report
    lacks_reason: Status | None = None  # it was meant, but it needs a reason: ask back


def words_of(language: str) -> Words:
    """The words of a site's language; English where we have none. English works besides."""
    return WORDS.get(language.lower()[:2], WORDS["en"])


def understand(written: str, *, language: str, today: date) -> Understood:
    """What the words of an answer mean; `written` holds no quotes any more."""
    public, note = _parted(unicodedata.normalize("NFC", written).strip(), language)
    first, _, rest = public.partition("\n")
    for name in dict.fromkeys((language.lower()[:2], "en")):
        if name in WORDS and (found := _read(first, WORDS[name], today)):
            return _with_rest(found, public, rest.strip(), note)
    return Understood(text=public, said=public, note=note)


def _with_rest(found: Understood, public: str, rest: str, note: str) -> Understood:
    text = f"{found.text}\n{rest}".strip()
    if found.status in NEEDS_REASON and not text:
        return Understood(text=public, said=public, note=note, lacks_reason=found.status)
    return replace(found, text=text, said=public, note=note)


def _parted(written: str, language: str) -> tuple[str, str]:
    """The public text, and the note below or behind the word for it."""
    if found := _note_mark(words_of(language)).search(written):
        return written[: found.start()].strip(), written[found.end() :].strip(_DRESS + "\n")
    return written, ""


@cache
def _note_mark(words: Words) -> re.Pattern[str]:
    """Generous: what was meant for colleagues must not be published for want of a colon, or since
    it follows a full stop.
    """
    names = "|".join(re.escape(one) for one in (*words.internal, *WORDS["en"].internal))
    marked = rf"(?:{names})[*_\])]*[^\S\n]*"
    return re.compile(
        rf"^[^\w\n]*{marked}(?:[:：][*_]*|[-–—]+\s|$|(?<=[\])]))|(?<=[.!;])\s+{marked}[:：]",
        re.IGNORECASE | re.MULTILINE,
    )


def _read(line: str, words: Words, today: date) -> Understood | None:
    """What the first line sets in one language; None for nothing."""
    said = line.replace("’", "'").lstrip(_DRESS)
    for phrase, status in _phrases(words):
        if said[: len(phrase)].casefold() != phrase.casefold():
            continue
        after = said[len(phrase) :]
        if _is_doubtful(said, after, words):
            return None
        if found := _completed(status, said[: len(phrase)], after, line, words, today):
            return found
    return None


@cache
def _phrases(words: Words) -> tuple[tuple[str, Status], ...]:
    """The longest first: "no action needed" is more than "no action"."""
    every = [(phrase, status) for status, some in words.phrases.items() for phrase in some]
    return tuple(sorted(every, key=lambda one: -len(one[0])))


def _is_doubtful(said: str, after: str, words: Words) -> bool:
    """A question, or words that take back at once what they say."""
    sentence = _SENTENCE.match(said)
    is_question = sentence is not None and sentence[0].endswith("?")
    doubts = "|".join(re.escape(one) for one in words.doubts)
    return is_question or bool(re.match(rf"[\s,;–—-]*(?:{doubts})(?!\w)", after, re.IGNORECASE))


def _completed(
    status: Status, phrase: str, after: str, line: str, words: Words, today: date
) -> Understood | None:
    """The status with what belongs to it, if the phrase is whole here."""
    if status is S.DUPLICATE:  # the number stays in the text, too: it is all that people read
        number = _NUMBER.match(after)
        if not number or not _ENDS.match(after[number.end() :]):
            return None
        other = int(number[1])
        return Understood(text=line.strip(), status=status, words=phrase, duplicate_of=other)
    if status is S.SCHEDULED and (scheduled := _scheduled(phrase, after, line, words, today)):
        return scheduled
    if _ENDS.match(after):
        return Understood(text=_behind(after), status=status, words=phrase)
    goes_on = "|".join(re.escape(one) for one in words.goes_on)
    if status not in NEEDS_REASON and re.match(rf"\s+(?:{goes_on})(?!\w)", after, re.IGNORECASE):
        return Understood(text=line.strip(), status=status, words=phrase)
    return None


def _scheduled(phrase: str, after: str, line: str, words: Words, today: date) -> Understood | None:
    """With a day: the whole line stays, since it says more than a date does. A day that is over,
    too far off or none at all is left to its words.
    """
    joints = "|".join(re.escape(one) for one in words.joints)
    joint = re.match(rf"\s*[:,]?\s+(?:(?:{joints})\s+)?", after, re.IGNORECASE)
    if not joint:
        return None
    day = date_at_start(after[joint.end() :], words, today=today)
    if day is None and not re.search(rf"(?:{joints})\s+$", joint[0], re.IGNORECASE):
        return None
    return Understood(text=line.strip(), status=S.SCHEDULED, words=phrase, scheduled_on=day)


def _behind(after: str) -> str:
    found = _ENDS.match(after)
    return after[found.end() if found else 0 :].strip()
