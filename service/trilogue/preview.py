"""Draws the picture that is shown where somebody shares a link: the overview in one look.

Source: The Open Graph protocol (og:image); 1200 by 630 is what the large sites crop nothing of.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from trilogue.overview import Overview, Row

WIDTH, HEIGHT = 1200, 630
_MARGIN = 36
_TOP = 170
_BOTTOM = 580
_NAMES = 368
_GAP = 3
_TALLEST = 44
_PAPER, _INK, _QUIET, _LINE = "#fdfdfb", "#1d2328", "#545d66", "#d5d9dc"
# Background and words, as in the stylesheet's light scheme.
_COLOURS = {
    "prohibited": ("#d3e3f6", "#0b3d78"),
    "conditionally-permitted": ("#e2f1f3", "#1d5560"),
    "high-risk": ("#fbf1d5", "#6a4a00"),
    "transparency-only": ("#fbe5cf", "#7d3f00"),
    "left-to-other-law": ("#f9dcd8", "#8c1d18"),
}
_WITHOUT_RANK = ("#eceeef", "#4b5157")


def preview(overview: Overview, title: str, headline: str, facts: Sequence[str]) -> bytes:
    """Draw the overview.

    Args:
        overview: whose rows share the height that there is.
        title: what the site is about.
        headline: what to see first.
        facts: to be told at the bottom, such as counts and the version.

    Returns:
        A PNG file.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    space = WIDTH - 2 * _MARGIN
    draw.text((_MARGIN, 26), _cut(draw, title, 24, space), _QUIET, _font(24))
    draw.text((_MARGIN, 62), _cut(draw, headline, 36, space), _INK, _font(36))
    if overview.rows and overview.stages:
        _matrix(draw, overview)
    draw.line((_MARGIN, _BOTTOM + 10, WIDTH - _MARGIN, _BOTTOM + 10), _LINE, 2)
    told = _cut(draw, "  ·  ".join(facts), 17, space)
    draw.text((_MARGIN, _BOTTOM + 20), told, _QUIET, _font(17))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _matrix(draw: ImageDraw.ImageDraw, overview: Overview) -> None:
    height = min((_BOTTOM - _TOP) // len(overview.rows), _TALLEST)
    width = (WIDTH - 2 * _MARGIN - _NAMES) // len(overview.stages)
    size = min(max(height - 8, 8), 16)
    for number, stage in enumerate(overview.stages):
        place = (_MARGIN + _NAMES + number * width + 4, _TOP - 26)
        draw.text(place, _cut(draw, stage.label, 14, width - 6), _QUIET, _font(14))
    for number, row in enumerate(overview.rows):
        _row(draw, row, (_TOP + number * height, height, width, size))


def _row(draw: ImageDraw.ImageDraw, row: Row, place: tuple[int, int, int, int]) -> None:
    top, height, width, size = place
    middle = top + (height - _GAP) // 2
    font = _font(size)
    name = _cut(draw, row.scenario.label, size, _NAMES - 10)
    draw.text((_MARGIN, middle), name, _INK, font, anchor="lm")
    for number, status in enumerate(row.statuses):
        left = _MARGIN + _NAMES + number * width
        if status is None:
            continue
        ground, ink = _COLOURS.get(status.value, _WITHOUT_RANK)
        box = (left, top, left + width - _GAP, top + height - _GAP)
        draw.rectangle(box, ground)
        draw.rectangle((left, top, left + 3, top + height - _GAP), ink)
        words = _cut(draw, status.label, size, width - 14)
        draw.text((left + 9, middle), words, ink, font, anchor="lm")


def _cut(draw: ImageDraw.ImageDraw, text: str, size: int, width: int) -> str:
    """Shorten a text until it fits."""
    font = _font(size)
    if draw.textlength(text, font) <= width:
        return text
    while text and draw.textlength(f"{text}…", font) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    # Comes with the library, so that the picture is the same on every machine.
    return ImageFont.load_default(size)
