"""Pictures as they are shown: upright, without the camera's notes, marked with who and when."""

import io
import math

from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDEST = 1600  # pixels of the longer side
QUALITY = 82
ANGLE = 30  # degrees
VEIL = 76  # of 255: the mark can be read, and what is behind it too


def marked(content: bytes, text: str) -> bytes:
    """Give a picture as JPEG with an ASCII text across it, again and again."""
    with Image.open(io.BytesIO(content)) as told:
        picture = ImageOps.exif_transpose(told).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    size = max(14, picture.width // 32)
    font = ImageFont.load_default(size)
    reach = math.ceil(math.hypot(*picture.size))
    veil = Image.new("L", (reach, reach))
    draw = ImageDraw.Draw(veil)
    width = math.ceil(draw.textlength(text, font)) + 4 * size
    for row, top in enumerate(range(0, reach, 6 * size)):
        for left in range(-width * (row % 2) // 2, reach, width):
            draw.text((left, top), text, VEIL, font)
    turned = veil.rotate(ANGLE)
    left, top = (reach - picture.width) // 2, (reach - picture.height) // 2
    mask = turned.crop((left, top, left + picture.width, top + picture.height))
    dark = Image.new("RGB", picture.size, (20, 20, 20))
    light = Image.new("RGB", picture.size, (255, 255, 255))
    picture.paste(light, (1, 1), mask)  # readable on dark and on light
    picture.paste(dark, (0, 0), mask)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
