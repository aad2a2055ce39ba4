from __future__ import annotations

import pytest

from civicreport.adapters.drawing.looks import Colour, from_oklch, look


@pytest.mark.parametrize(
    ("oklch", "rgb"),
    [
        ((1, 0, 0), (255, 255, 255)),
        ((0, 0, 0), (0, 0, 0)),
        ((0.627955, 0.257683, 29.2339), (255, 0, 0)),
        ((0.86644, 0.294827, 142.4953), (0, 255, 0)),
        ((0.452014, 0.313214, 264.052), (0, 0, 255)),
    ],
)
def test_colours_are_those_that_browsers_show(
    oklch: tuple[float, float, float], rgb: Colour
) -> None:
    assert from_oklch(*oklch) == pytest.approx(rgb, abs=1)


def test_the_dark_look_turns_ground_and_letters_round() -> None:
    light, dark = look("light"), look("dark")

    assert sum(light.land) > 600
    assert sum(dark.land) < 150
    assert sum(light.map_text) < sum(dark.map_text)
    assert light.fixed[1] > max(light.fixed[0], light.fixed[2])  # green in both
    assert dark.fixed[1] > max(dark.fixed[0], dark.fixed[2])
