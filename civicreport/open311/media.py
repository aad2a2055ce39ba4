"""Photos that come with a form, under whatever name a client gives their field."""

from __future__ import annotations

from flask import request

from civicreport import config
from civicreport.domain.errors import PhotoRefused
from civicreport.reports import photos
from civicreport.reports.photos import StoredPhoto


def kept() -> tuple[tuple[StoredPhoto, ...], int]:
    """Those that are photos, as far as there is room, and how many were left out.

    Decoding takes half a second each, so this is for before a transaction opens.
    """
    limits = config.current().photos
    files = [file for _, file in request.files.items(multi=True) if file.filename]
    stored = []
    for file in files[: limits.max_count]:
        data = file.stream.read(limits.max_bytes + 1)
        try:
            stored.append(photos.keep(photos.read(data, name="media")))
        except PhotoRefused:
            continue
    return tuple(stored), len(files) - len(stored)
