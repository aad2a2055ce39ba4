"""Which category is meant, by the words of the demo; the browser runs the same table."""

from __future__ import annotations

import pytest

from civicreport.domain.suggestions import Meaning, meant

MEANINGS = (
    Meaning("pothole", ("pothole", "hole in the road", "tarmac", "twll yn y ffordd")),
    Meaning("street_light", ("street light", "lamp", "flicker")),
    Meaning("litter", ("litter", "full bin", "cans")),
    Meaning("fly_tipping", ("fly tip", "mattress", "bin bags", "wedi’i ddympio")),
    Meaning("flooding", ("drain", "dŵr", "flood")),
)
# fmt: off
TEXTS = [
    # what somebody writes                              what is meant, because of
    ("Deep pothole outside number 3",                   ("pothole", "pothole")),
    ("POTHOLES everywhere!",                            ("pothole", "POTHOLES")),
    ("There is a hole in the road",                     ("pothole", "hole in the road")),
    ("hole, in the road",                               ("pothole", "hole in the road")),
    ("Two lamps flickering",                            ("street_light", "flickering")),
    ("The street-light is out",                         ("street_light", "street light")),
    ("somebody tipped rubbish, a fly-tipper",           ("fly_tipping", "fly tipper")),
    ("bin bags beside a full bin",                      ("litter", "full bin")),  # of equals
    ("cans",                                            ("litter", "cans")),
    ("a canister",                                      None),  # the beginning of no word
    ("DWR ym mhobman",                                  ("flooding", "DWR")),  # without its hat
    ("Mae e wedi'i ddympio",                            ("fly_tipping", "wedi i ddympio")),
    ("pothole, and the lamp flickers in the drain",     ("street_light", "flickers")),  # of more
    ("something is broken",                             None),
    ("",                                                None),
]
# fmt: on


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_what_is_meant_and_why(text: str, said: tuple[str, str] | None) -> None:
    found = meant(text, MEANINGS)
    assert (found and (found.code, found.because)) == said
