"""What a file is, told by its content; a name or a header is no proof."""

import io
from collections.abc import Mapping
from types import MappingProxyType

import puremagic
from PIL import Image, UnidentifiedImageError

from graph_schema.errors import Rejected

MB = 1 << 20
MOST: Mapping[str, int] = MappingProxyType({"PHOTO": 10 * MB, "AUDIO": 20 * MB, "PDF": 20 * MB})
MOST_PIXELS = 50_000_000
PICTURES = MappingProxyType({"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"})
SOUNDS = MappingProxyType(
    {
        ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "audio/mp4", ".3gp": "audio/3gpp",
        ".amr": "audio/amr", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg",
        ".wav": "audio/wav", ".webm": "audio/webm", ".aac": "audio/aac",
    }
)  # fmt: skip


def media_of(kind: str, content: bytes) -> str:
    """Name the media type of a file that is to be a PHOTO, AUDIO or PDF.

    Raises Rejected FILE_TYPE when its content is something else, or none of these.
    """
    found = {"PHOTO": _picture, "AUDIO": _sound, "PDF": _paper}[kind](content)
    if found is None:
        raise Rejected(["FILE_TYPE"], expected=kind)
    return found


def _picture(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Rejected(["TOO_MANY_PIXELS"], most=MOST_PIXELS)
            picture.verify()
            return PICTURES[str(picture.format)]
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ):
        return None


def _sound(content: bytes) -> str | None:
    for name in _endings(content):
        if name in SOUNDS:
            return SOUNDS[name]
    return None


def _paper(content: bytes) -> str | None:
    return (
        "application/pdf"
        if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]
        else None
    )


def _endings(content: bytes) -> list[str]:
    try:
        return [found.extension for found in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        return []
