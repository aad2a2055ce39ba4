from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.mail_words import WORDS, Understood, understand, words_of
from civicreport.domain.status import NEEDS_REASON, Status

S = Status
TODAY = date(2027, 3, 1)


def read(written: str, language: str = "en") -> Understood:
    return understand(written, language=language, today=TODAY)


@pytest.mark.parametrize(
    ("written", "status", "text"),
    [
        ("fixed", S.FIXED, ""),
        ("Fixed.", S.FIXED, ""),
        ("\n\n  FIXED - replaced the lid", S.FIXED, "replaced the lid"),
        ("Fixed – replaced the lid", S.FIXED, "replaced the lid"),
        ("Fixed—replaced the lid", S.FIXED, "replaced the lid"),
        ("Fixed: new lid\nAlso swept.", S.FIXED, "new lid\nAlso swept."),
        ("Fixed (lid replaced)", S.FIXED, "(lid replaced)"),
        ("*Fixed*\nNew lid.", S.FIXED, "New lid."),
        ("“Fixed”", S.FIXED, ""),
        ("Fixed this morning, thank you", S.FIXED, "Fixed this morning, thank you"),
        ("Fixed yesterday by our crew", S.FIXED, "Fixed yesterday by our crew"),
        ("Fixed. Did you mean the other one, too?", S.FIXED, "Did you mean the other one, too?"),
        ("Done!\nThanks", S.FIXED, "Thanks"),
        ("Completed, and swept", S.FIXED, "and swept"),
        ("Received", S.ACKNOWLEDGED, ""),
        ("acknowledged; we will look", S.ACKNOWLEDGED, "we will look"),
        ("Received with thanks", S.ACKNOWLEDGED, "Received with thanks"),
        ("Investigating", S.INVESTIGATING, ""),
        ("Looking into it, thanks", S.INVESTIGATING, "thanks"),
        ("In progress: two weeks", S.IN_PROGRESS, "two weeks"),
        ("Started today", S.IN_PROGRESS, "Started today"),
        ("Scheduled", S.SCHEDULED, ""),
        ("No action: private land", S.NO_ACTION, "private land"),
        ("No action\nIt is private land", S.NO_ACTION, "It is private land"),
        ("No action needed. It is a rain garden", S.NO_ACTION, "It is a rain garden"),
        ("Not ours, it is the county's", S.NOT_RESPONSIBLE, "it is the county's"),
    ],
)
def test_the_first_words_set_the_status(written: str, status: Status, text: str) -> None:
    understood = read(written)
    assert (understood.status, understood.text) == (status, text)
    assert understood.said == written.strip()
    assert understood.lacks_reason is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Fixed?",
        "Fixed that for you? No",
        "Fixed, or is it?",
        "Fixed yet?",
        "fixed-term contract",
        "fixed.term",
        "Fixedly looking",
        "Fixed, but only for now",
        "Fixed but not swept",
        "Fixed, not",
        "Fixed soon",
        "Fixed by Friday",
        "Fixed today? No.",
        "Fixed…",
        "Not fixed yet",
        "We have not fixed it",
        "Will be fixed.",
        "Done deal…",
        "Donegal Street is closed",
        "Hello,\nfixed",
        "> fixed",
        "Received your report, we will see",
        "No action was taken",
        "Not responsible people dump here",
        "Scheduled maintenance has been cancelled",
        "Scheduled for 12 May?",
        "Scheduled for",
        "Duplicate",
        "Duplicate of what you sent before",
        "Duplicate of 12 others",
    ],
)
def test_all_else_is_only_text(written: str) -> None:
    assert read(written) == Understood(text=written, said=written)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Scheduled for 12 May", date(2027, 5, 12)),
        ("scheduled for the 12th of May.", date(2027, 5, 12)),
        ("Scheduled on Wednesday, 12 May, between 8 and 10", date(2027, 5, 12)),
        ("Scheduled for May 12", date(2027, 5, 12)),
        ("Scheduled for May 12th, 2028", date(2028, 5, 12)),
        ("Scheduled 12/5", date(2027, 5, 12)),
        ("Scheduled: 12.5.2028", date(2028, 5, 12)),
        ("Scheduled for 12-5-28", date(2028, 5, 12)),
        ("Scheduled for 2027-05-12", date(2027, 5, 12)),
        ("Scheduled for tomorrow", date(2027, 3, 2)),
        ("Scheduled for 1 March", TODAY),
        ("Scheduled for 3 Jan", None),  # ten months off: rather a slip for one that is over
        ("Scheduled for 3 December", date(2027, 12, 3)),
        ("Scheduled for 28 February", None),
        ("Scheduled for 31 February", None),
        ("Scheduled for 5/13", None),
        ("Scheduled for 12 May 1999", None),
        ("Scheduled for 12 May 2026", None),
        ("Scheduled for 12 May 2055", None),
        ("Scheduled for next week", None),
        ("Scheduled for 12/5/2027/1", None),
    ],
)
def test_a_day_is_read_and_stays_in_the_text(written: str, day: date | None) -> None:
    understood = read(written)
    assert understood.status is S.SCHEDULED
    assert understood.scheduled_on == day
    assert understood.text == written


def test_in_winter_a_month_of_spring_is_next_year() -> None:
    understood = understand("scheduled for 12 May", language="en", today=date(2026, 11, 22))
    assert understood.scheduled_on == date(2027, 5, 12)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("duplicate of 123", 123),
        ("Duplicate of CR-123.", 123),
        ("Duplicate of #123: same lamp", 123),
        ("Duplicate: CR-7", 7),
    ],
)
def test_a_duplicate_names_the_other_report(written: str, number: int) -> None:
    understood = read(written)
    assert understood.status is S.DUPLICATE
    assert (understood.duplicate_of, understood.text) == (number, written)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("No action", S.NO_ACTION),
        ("No further action.", S.NO_ACTION),
        ("Not ours!\n\ninternal: ask the county", S.NOT_RESPONSIBLE),
    ],
)
def test_a_refusal_without_a_reason_is_told_apart(written: str, status: Status) -> None:
    understood = read(written)
    assert understood.status is None
    assert understood.lacks_reason is status
    assert understood.text == written.partition("\n")[0]


@pytest.mark.parametrize(
    ("written", "text", "note"),
    [
        ("Fixed\nNew lid.\ninternal:\nCost 40\n\nBob", "New lid.", "Cost 40\n\nBob"),
        ("New lid.\nInternal: cost 40", "New lid.", "cost 40"),
        ("New lid.\n*Internal:* cost 40", "New lid.", "cost 40"),
        ("New lid.\n*Internal note* : cost 40", "New lid.", "cost 40"),
        ("New lid.\n[internal] cost 40", "New lid.", "cost 40"),
        ("New lid.\nINTERNAL - cost 40", "New lid.", "cost 40"),
        ("New lid.\nInternal\ncost 40", "New lid.", "cost 40"),
        ("New lid. Internal: cost 40", "New lid.", "cost 40"),
        ("internal: ask Bob", "", "ask Bob"),
        ("Internal road markings are worn", "Internal road markings are worn", ""),
        ("See the internal: report", "See the internal: report", ""),
    ],
)
def test_what_is_meant_for_colleagues_is_a_note(written: str, text: str, note: str) -> None:
    understood = read(written)
    assert (understood.text, understood.note) == (text, note)


@pytest.mark.parametrize(
    ("language", "written", "status", "day"),
    [
        ("de", "Erledigt.", S.FIXED, None),
        ("de-CH", "Erledigt heute Morgen, danke", S.FIXED, None),
        ("de", "Noch nicht erledigt", None, None),
        ("de", "Erledigt, aber nur zur Hälfte", None, None),
        ("de", "geplant für den 12. Mai", S.SCHEDULED, date(2027, 5, 12)),
        ("de", "Geplant am Mittwoch, dem 12. Mai 2027", S.SCHEDULED, date(2027, 5, 12)),
        ("de", "Nicht zuständig: Kreisstraße", S.NOT_RESPONSIBLE, None),
        ("fr", "Réparé ce matin", S.FIXED, None),
        ("fr", "C’est fait", S.FIXED, None),
        ("fr", "prévu le 12 mai", S.SCHEDULED, date(2027, 5, 12)),
        ("fr", "Sans suite : terrain privé", S.NO_ACTION, None),
        ("es", "programado para el 12 de mayo de 2027", S.SCHEDULED, date(2027, 5, 12)),
        ("nl", "Opgelost, bedankt", S.FIXED, None),
        ("de", "fixed", S.FIXED, None),  # English everywhere
        ("xx", "fixed", S.FIXED, None),
        ("en", "erledigt", None, None),
    ],
)
def test_each_language_has_its_words_and_english_besides(
    language: str, written: str, status: Status | None, day: date | None
) -> None:
    understood = read(written, language)
    assert (understood.status, understood.scheduled_on) == (status, day)


def test_words_split_into_letters_and_accents_are_the_same_words() -> None:
    assert read("Re\u0301pare\u0301.", "fr").status is S.FIXED


@pytest.mark.parametrize("language", WORDS)
def test_every_example_that_we_give_is_understood(language: str) -> None:
    statuses = [read(example, language).status for example in words_of(language).examples]
    assert statuses == list(words_of(language).phrases)
    day = read(words_of(language).examples[2], language).scheduled_on
    assert day == date(2027, 5, 12)


@pytest.mark.parametrize("language", WORDS)
def test_every_phrase_means_what_its_table_says(language: str) -> None:
    for status, phrases in words_of(language).phrases.items():
        for phrase in phrases:
            tail = {S.DUPLICATE: " 5"}.get(status, ": because" if status in NEEDS_REASON else "")
            assert read(f"{phrase.capitalize()}{tail}", language).status is status, phrase
    for name in words_of(language).internal:
        assert read(f"{name.upper()}: x", language).note == "x"


@given(some.text(), some.sampled_from([*WORDS, "xx"]))
def test_nothing_written_is_lost_or_refused(written: str, language: str) -> None:
    understood = read(written, language)
    assert understood.status is None or understood.words
    assert len(understood.text) <= len(understood.said)
