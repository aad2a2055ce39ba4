"""What a phone fetches of our scripts and styles: all that they do, and nothing that they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicreport.web import assets

OURS = sorted(path for path in assets.STATIC.rglob("*") if path.suffix in {".css", ".js"})


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("/** One.\n * Two. */\nf();\n", "\n\nf();\n"),
        ("f();\n  // why\n  g();\n", "f();\n\n  g();\n"),
        (
            'const a = "https://b.example/*c*/"; // why\n',
            'const a = "https://b.example/*c*/"; // why\n',
        ),
        ("/* a */ f(); /* b */\ng();\n/* c */\n", "/* a */ f(); /* b */\ng();\n\n"),
        ("/* a * b ** c **/\nf();\n", "\nf();\n"),
    ],
)
def test_lines_of_comment_stay_here(tmp_path: Path, source: str, served: str) -> None:
    script = tmp_path / "a.js"
    script.write_text(source)
    assert assets.read(script).decode() == served


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_but_comments_goes(path: Path) -> None:
    """Within a template literal such a line would be text."""
    text = path.read_text()
    for comment in assets._COMMENT.finditer(text):
        assert text[: comment.start()].count("`") % 2 == 0, comment[0]
    assert assets.read(path).decode().count("\n") == text.count("\n")
