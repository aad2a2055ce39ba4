"""No file knows the machine that it was written on, nor whom its packages came from."""

from __future__ import annotations

import re

from tests.house.source import committed_files, named

# In pieces, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.])/(?:wor" + r"k|roo" + r"t|home/\w+|Users/\w+)/[\w.]")
REGISTRY = re.compile(
    "|".join(
        ("pypi" + r"\.org", "pythonhoste" + r"d\.org", r"registry\.np" + r"mjs", "ind" + "ex-url")
    )
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [
            f"{named(path)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if MACHINE.search(line) or REGISTRY.search(line)
        ]
    assert not found, (
        "\n".join(found)
        + "\nRemedy: a path is relative, or a setting; a mirror is named by the environment of"
        " whoever installs, never here."
    )
