"""Pictures that pass for photos from afar: drawn anew at each load, so that none has an owner."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from civicreport.adapters import images
from civicreport.adapters.images import Reencoded

WIDTH, HEIGHT = 800, 600
Dice = random.Random
Colour = tuple[int, int, int]
Canvas = ImageDraw.ImageDraw


@cache
def photo_of(category: str, variant: int) -> Reencoded:
    """A photo of such an issue, through the same door as everybody's."""
    picture = _picture(category, Dice(f"{category} {variant}"))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=88)
    return images.reencode(
        packed.getvalue(), max_bytes=20_000_000, max_pixels=50_000_000, name=f"{category}.jpg"
    )


def _picture(category: str, dice: Dice) -> Image.Image:
    flat = Image.new("RGB", (WIDTH, HEIGHT))
    _SCENES[category](ImageDraw.Draw(flat), dice)
    softened = flat.filter(ImageFilter.GaussianBlur(1.6))
    return _lit(softened, dice)


def _lit(picture: Image.Image, dice: Dice) -> Image.Image:
    """Grain in three sizes, light from one side, and dark corners."""
    grains = np.random.default_rng(dice.randrange(2**32))
    light = np.ones((HEIGHT, WIDTH), "float32")
    for size, strength in ((160, 0.16), (12, 0.10), (2, 0.13)):
        coarse = grains.random((HEIGHT // size + 2, WIDTH // size + 2)).astype("float32")
        grain = Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        light += strength * (np.asarray(grain) - 0.5)
    across, down = (np.linspace(-1, 1, size, dtype="float32") for size in (WIDTH, HEIGHT))
    x, y = across[None, :], down[:, None]
    light *= 1 + dice.uniform(-0.15, 0.15) * x - 0.22 * (x**2 + y**2) / 2
    warmth = np.array([1.02, 1.0, dice.uniform(0.92, 1.02)], "float32")
    pixels = np.asarray(picture) * light[..., None] * warmth
    return Image.fromarray(np.clip(pixels, 0, 255).astype("uint8"))


def _blob(dice: Dice, x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    """A ragged ellipse."""
    corners = []
    for n in range(28):
        turn, far = n / 28 * math.tau, dice.uniform(0.8, 1.12)
        corners.append((x + width * far * math.cos(turn), y + height * far * math.sin(turn)))
    return corners


def _ground(draw: Canvas, colour: Colour, *, horizon: int = 0) -> None:
    if horizon:
        draw.rectangle((0, 0, WIDTH, horizon), fill=(176, 190, 200))
        draw.rectangle((0, horizon - 70, WIDTH, horizon), fill=(92, 108, 84))
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=colour)


def _road(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (122, 124, 126))
    tilt = dice.randint(-60, 60)
    kerb = [(0, 130 + tilt), (WIDTH, 130 - tilt), (WIDTH, 160 - tilt), (0, 160 + tilt)]
    draw.polygon([(0, 0), (WIDTH, 0), *kerb[1::-1]], fill=(168, 160, 148))
    draw.polygon(kerb, fill=(140, 134, 124))
    for line in (195, 215):
        ends = [(0, line + tilt), (WIDTH, line - tilt), (WIDTH, line + 9 - tilt)]
        draw.polygon([*ends, (0, line + 9 + tilt)], fill=(206, 178, 74))


def _pothole(draw: Canvas, dice: Dice) -> None:
    _road(draw, dice)
    x, y = dice.randint(300, 500), dice.randint(370, 440)
    for size, colour in ((1.0, (98, 92, 86)), (0.82, (52, 48, 44)), (0.5, (112, 124, 132))):
        draw.polygon(_blob(dice, x, y + 14 * (1 - size), 210 * size, 95 * size), fill=colour)


def _pavement(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (150, 145, 136))
    for row in range(5):
        for column in range(-1, 6):
            left, top = column * 170 + row % 2 * 85 + dice.randint(-4, 4), row * 125
            shade = dice.randint(150, 186)
            colour = (shade, shade - 4, shade - 12)
            draw.rectangle((left, top, left + 163, top + 118), fill=colour)
    left, top = dice.randint(250, 400), 250
    slab = [(left, top), (left + 180, top - 34), (left + 192, top + 92), (left + 6, top + 118)]
    draw.polygon([(a + 12, b + 22) for a, b in slab], fill=(64, 60, 56))
    draw.polygon(slab, fill=(178, 172, 160))


def _street_light(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (46, 48, 54), horizon=430)
    draw.rectangle((0, 0, WIDTH, 360), fill=(38, 46, 70))
    for n in range(5):
        left, top = n * 170 - 20, dice.randint(210, 280)
        draw.rectangle((left, top, left + 150, 430), fill=(28, 30, 38))
        draw.rectangle((left + 50, top + 40, left + 80, top + 76), fill=(190, 150, 70))
    x = dice.randint(330, 480)
    draw.rectangle((x, 90, x + 14, 560), fill=(96, 100, 104))
    draw.polygon([(x, 90), (x + 110, 70), (x + 150, 84), (x + 14, 104)], fill=(110, 114, 118))
    draw.ellipse((x + 90, 76, x + 150, 96), fill=(70, 70, 66))


def _flooding(draw: Canvas, dice: Dice) -> None:
    _road(draw, dice)
    draw.polygon(_blob(dice, 400, 430, 430, 150), fill=(104, 112, 116))
    draw.polygon(_blob(dice, 420, 440, 390, 120), fill=(136, 150, 160))
    for _ in range(9):
        x, y = dice.randint(80, 700), dice.randint(360, 520)
        draw.arc((x, y, x + 90, y + 18), 0, 180, fill=(176, 188, 196), width=3)


def _wall(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (110, 76, 62))
    for row in range(16):
        for column in range(-1, 9):
            left, top = column * 104 + row % 2 * 52, row * 38
            shade = dice.randint(-16, 16)
            colour = (150 + shade, 92 + shade, 72 + shade)
            draw.rectangle((left, top, left + 99, top + 33), fill=colour)


def _graffiti(draw: Canvas, dice: Dice) -> None:
    _wall(draw, dice)
    ink = dice.choice([(24, 24, 30), (30, 60, 150), (180, 30, 70), (235, 235, 230)])
    x = 110
    for _ in range(dice.randint(4, 6)):
        stroke = [
            (x + dice.randint(-20, 90), dice.randint(170, 430)) for _ in range(dice.randint(4, 6))
        ]
        draw.line(stroke, fill=ink, width=24, joint="curve")
        x += 105


def _heap(draw: Canvas, dice: Dice, colours: list[Colour], count: int) -> None:
    _ground(draw, (104, 116, 78), horizon=220)
    for _ in range(count):
        x, y = dice.randint(180, 620), dice.randint(290, 470)
        wide, high = dice.randint(50, 120), dice.randint(36, 80)
        draw.polygon(_blob(dice, x + 8, y + 12, wide, high), fill=(52, 56, 44))
        draw.polygon(_blob(dice, x, y, wide, high), fill=dice.choice(colours))


def _fly_tipping(draw: Canvas, dice: Dice) -> None:
    _heap(draw, dice, [(34, 34, 38), (48, 48, 54), (124, 96, 66), (90, 100, 112)], 9)
    draw.polygon([(150, 420), (430, 330), (470, 430), (190, 530)], fill=(208, 198, 178))
    draw.line([(170, 450), (450, 362)], fill=(170, 158, 136), width=8)


def _litter(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (112, 124, 84), horizon=200)
    draw.rectangle((330, 190, 470, 470), fill=(44, 62, 52))
    draw.rectangle((318, 176, 482, 206), fill=(32, 46, 40))
    paper = [(220, 214, 200), (196, 60, 50), (70, 110, 170), (230, 200, 90)]
    for _ in range(34):
        x, y = dice.randint(150, 640), dice.randint(150, 560)
        size = dice.randint(10, 26)
        draw.polygon(_blob(dice, x, y, size, size * 0.6), fill=dice.choice(paper))


def _abandoned_vehicle(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (118, 120, 118), horizon=260)
    paint = dice.choice([(150, 154, 160), (120, 40, 40), (50, 70, 110), (196, 190, 176)])
    draw.ellipse((130, 440, 690, 520), fill=(66, 66, 66))
    draw.polygon([(250, 330), (330, 240), (520, 240), (600, 330)], fill=paint)
    draw.polygon([(280, 326), (344, 256), (420, 256), (420, 326)], fill=(70, 84, 92))
    draw.polygon([(434, 326), (434, 256), (508, 256), (566, 326)], fill=(60, 72, 80))
    draw.rounded_rectangle((150, 325, 680, 450), radius=36, fill=paint)
    for x in (230, 520):
        draw.ellipse((x, 410, x + 100, 496), fill=(30, 30, 32))
        draw.ellipse((x + 30, 436, x + 70, 474), fill=(130, 130, 132))


def _dog_fouling(draw: Canvas, dice: Dice) -> None:
    _pavement(draw, dice)
    draw.rectangle((0, 0, WIDTH, 150), fill=(96, 120, 72))
    for n in range(4):
        x, y = 380 + dice.randint(-40, 40), 420 - n * 18
        draw.polygon(_blob(dice, x, y, 62 - n * 13, 26), fill=(78 - n * 5, 54, 34))


def _other(draw: Canvas, dice: Dice) -> None:
    _ground(draw, (108, 128, 82), horizon=dice.randint(210, 260))
    for x in (220, 560):
        draw.rectangle((x, 330, x + 22, 500), fill=(70, 62, 52))
    draw.polygon([(170, 360), (630, 320), (632, 350), (172, 392)], fill=(134, 98, 62))
    draw.polygon([(180, 300), (400, 262), (404, 290), (182, 330)], fill=(128, 92, 58))


_SCENES: dict[str, Callable[[Canvas, Dice], None]] = {
    "pothole": _pothole,
    "street_light": _street_light,
    "pavement": _pavement,
    "flooding": _flooding,
    "graffiti": _graffiti,
    "fly_tipping": _fly_tipping,
    "litter": _litter,
    "abandoned_vehicle": _abandoned_vehicle,
    "dog_fouling": _dog_fouling,
    "other": _other,
}
