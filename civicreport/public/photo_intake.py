"""Photos of a form that is not sent yet: judged one by one, the good ones kept by signed tokens.

Decoding takes half a second a photo, so it happens before any transaction opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain, islice, repeat

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict

from civicreport import config
from civicreport.adapters.photo_store import PhotoMissing
from civicreport.domain.errors import NotFound, PhotoRefused
from civicreport.domain.location import Point
from civicreport.reports import photos, queries
from civicreport.reports.photos import StoredPhoto
from civicreport.web import visitor
from civicreport.web.typed import on_one_line, without_controls

MAX_ALT = 300
MOST_CARRIED = 50  # tokens that are looked at: proving one costs, and forms may be as long as books
Said = MultiDict[str, str]
_NOTHING_SAID: Said = ImmutableMultiDict()
_MAX_SHOWN_NAME = 40
_WHY_REFUSED = {
    "too_big": _l("“%(name)s” is too big: up to %(megabytes)s MB fit."),
    "too_many_pixels": _l("“%(name)s” has too many pixels: up to %(megapixels)s million fit."),
    "empty": _l("“%(name)s” is empty."),
    "incomplete": _l("“%(name)s” is only part of a photo. Please choose it again."),
}
_NOT_A_PHOTO = _l(
    "“%(name)s” is not a photo that we can read: JPEG, PNG, WebP, HEIC, AVIF and GIF are."
)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that waits for its report, as the form carries it."""

    stored: StoredPhoto
    token: str

    @property
    def alt(self) -> str:
        return self.stored.alt

    @property
    def preview_url(self) -> str:
        return url_for("public.photos_upload.preview", token=self.token)


@dataclass
class Intake:
    kept: list[KeptPhoto] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # in words, each with the file's name
    # Where the first new photo with a place was taken: to be offered on the next page, never kept.
    place: Point | None = None

    @property
    def stored(self) -> tuple[StoredPhoto, ...]:
        return tuple(photo.stored for photo in self.kept)

    def turn(self, token: str) -> None:
        """Turn one of them clockwise by a quarter, if it is still there."""
        for number, photo in enumerate(self.kept):
            if photo.token == token:
                self.kept[number] = turned(photo.stored, quarters=1) or photo


def take(tokens: Iterable[str], files: Iterable[FileStorage], alts: Said = _NOTHING_SAID) -> Intake:
    """Those that the form carried along, then the new ones, as long as there is room.

    `alts` holds what a photo shows, where its giver has said so: of one that is kept under
    "alt-<token>", of new ones under "photo_alts", in their order.
    """
    limit = config.current().photos.max_count
    intake = Intake()
    for token in islice(dict.fromkeys(tokens), MOST_CARRIED):
        stored = photos.from_token(token)
        if stored is not None and len(intake.kept) < limit:
            alt = _alt(alts.get(f"alt-{token}", ""))
            intake.kept.append(KeptPhoto(replace(stored, alt=alt), token))
        elif stored is None and photos.was_kept(token):
            intake.refusals.append(
                _("A photo was added too long ago and is no longer here. Please add it again.")
            )
    chosen = [file for file in files if file.filename]
    room = limit - len(intake.kept)
    said = chain(alts.getlist("photo_alts"), repeat(""))
    for file, alt in zip(chosen[: max(room, 0)], said, strict=False):
        _judge(file, intake, alt=_alt(alt))
    _refuse_the_rest(chosen[max(room, 0) :], intake, limit=limit)
    return intake


def turned(stored: StoredPhoto, *, quarters: int) -> KeptPhoto | None:
    """The same, turned clockwise, under a token of its own; None where its files are gone, or where
    a report holds it by now and it is not theirs to see: a copy would be a way round that.
    """
    try:
        if photos.is_held(stored.key):
            queries.photo_by_key(stored.key, visitor.viewer())
        anew = photos.turned(stored, quarters=quarters)
    except (PhotoMissing, NotFound):
        return None
    return KeptPhoto(anew, photos.token_for(anew))


def _alt(text: str) -> str:
    return without_controls(on_one_line(text))[:MAX_ALT]


def _judge(file: FileStorage, intake: Intake, *, alt: str) -> None:
    # One byte more than allowed is enough to know that it is too much.
    data = file.stream.read(config.current().photos.max_bytes + 1)
    try:
        reencoded = photos.read(data, name=shown_name(file.filename))
    except PhotoRefused as refused:
        intake.refusals.append(why_refused(refused))
        return
    stored = replace(photos.keep(reencoded), alt=alt)
    intake.place = intake.place or reencoded.taken_at
    intake.kept.append(KeptPhoto(stored, photos.token_for(stored)))


def _refuse_the_rest(rest: list[FileStorage], intake: Intake, *, limit: int) -> None:
    if rest:
        intake.refusals.append(
            _(
                "%(limit)s photos fit. These were left out: %(names)s.",
                limit=limit,
                names=", ".join(f"“{shown_name(file.filename)}”" for file in rest),
            )
        )


def why_refused(refused: PhotoRefused) -> str:
    limits = config.current().photos
    return str(_WHY_REFUSED.get(refused.why, _NOT_A_PHOTO)) % {
        "name": refused.name,
        "megabytes": limits.max_bytes // 1_000_000,
        "megapixels": limits.max_pixels // 1_000_000,
    }


def shown_name(filename: str | None) -> str:
    """A file's name as its owner knows it, without folders and without tricks."""
    last = re.split(r"[/\\]", filename or "")[-1]
    printable = "".join(c for c in last if c.isprintable())
    if len(printable) > _MAX_SHOWN_NAME:
        return f"{printable[: _MAX_SHOWN_NAME - 10]}…{printable[-9:]}"
    return printable or "?"
