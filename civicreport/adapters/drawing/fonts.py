"""Letters for pictures: Noto from installed packages, since Pillow's own font knows ASCII only,
and neither 'é' nor '£'.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

Face = Literal["sans", "serif", "serif-italic"]

_FILES: dict[Face, tuple[str, str]] = {
    "sans": ("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf"),
    "serif": ("fontpkg-noto-serif", "fontpkg_noto_serif/files/NotoSerif[wdth,wght].ttf"),
    "serif-italic": (
        "fontpkg-noto-serif",
        "fontpkg_noto_serif/files/NotoSerif-Italic[wdth,wght].ttf",
    ),
}
_WIDTH = 100


@lru_cache(maxsize=64)
def font(face: Face, size: int, weight: int = 400) -> FreeTypeFont:
    """`size` in pixels of the picture."""
    package, file = _FILES[face]
    found = ImageFont.truetype(str(_path(package, file)), size)
    axes = {"Width": _WIDTH, "Weight": weight}
    found.set_variation_by_axes([axes[_name(axis)] for axis in found.get_variation_axes()])
    return found


def _path(package: str, file: str) -> Path:
    """Located, not imported: its own module reads a catalogue of all fonts."""
    return Path(str(metadata.distribution(package).locate_file(file)))


def _name(axis: object) -> str:
    name = axis["name"]  # type: ignore[index]
    return name.decode() if isinstance(name, bytes) else str(name)
