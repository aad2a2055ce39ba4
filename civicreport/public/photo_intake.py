"""Photos of a form that is not sent yet: judged one by one, the good ones kept by signed tokens.

Decoding takes half a second a photo, so it happens before any transaction opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from civicreport import config
from civicreport.adapters import images
from civicreport.domain.errors import PhotoRefused
from civicreport.reports import photos
from civicreport.reports.photos import StoredPhoto

_MAX_SHOWN_NAME = 40


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that waits for its report, as the form carries it."""

    stored: StoredPhoto
    token: str

    @property
    def preview_url(self) -> str:
        return url_for("public.photos_upload.preview", token=self.token)


@dataclass
class Intake:
    kept: list[KeptPhoto] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # in words, each with the file's name

    @property
    def stored(self) -> tuple[StoredPhoto, ...]:
        return tuple(photo.stored for photo in self.kept)


def take(tokens: Iterable[str], files: Iterable[FileStorage]) -> Intake:
    """Those that the form carried along, then the new ones, as long as there is room."""
    limit = config.current().photos.max_count
    intake = Intake()
    for token in dict.fromkeys(tokens):
        stored = photos.from_token(token)
        if stored is not None and len(intake.kept) < limit:
            intake.kept.append(KeptPhoto(stored, token))
    chosen = [file for file in files if file.filename]
    room = limit - len(intake.kept)
    for file in chosen[: max(room, 0)]:
        _judge(file, intake)
    _refuse_the_rest(chosen[max(room, 0) :], intake, limit=limit)
    return intake


def _judge(file: FileStorage, intake: Intake) -> None:
    limits = config.current().photos
    name = shown_name(file.filename)
    try:
        reencoded = images.reencode(
            # One byte more than allowed is enough to know that it is too much.
            file.stream.read(limits.max_bytes + 1),
            max_bytes=limits.max_bytes,
            max_pixels=limits.max_pixels,
            name=name,
        )
    except PhotoRefused as refused:
        intake.refusals.append(why_refused(refused))
        return
    stored = photos.keep(reencoded)
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
    if refused.why == "too_big":
        return str(
            _(
                "“%(name)s” is too big: up to %(megabytes)s MB fit.",
                name=refused.name,
                megabytes=limits.max_bytes // 1_000_000,
            )
        )
    if refused.why == "too_many_pixels":
        return str(
            _(
                "“%(name)s” has too many pixels: up to %(megapixels)s million fit.",
                name=refused.name,
                megapixels=limits.max_pixels // 1_000_000,
            )
        )
    return str(_("“%(name)s” is not a photo that we can read.", name=refused.name))


def shown_name(filename: str | None) -> str:
    """A file's name as its owner knows it, without folders and without tricks."""
    last = re.split(r"[/\\]", filename or "")[-1]
    printable = "".join(c for c in last if c.isprintable())
    if len(printable) > _MAX_SHOWN_NAME:
        return f"{printable[: _MAX_SHOWN_NAME - 10]}…{printable[-9:]}"
    return printable or "?"
