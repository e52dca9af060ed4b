"""The reader of pictures: RapidOCR with the models of its wheel, in a process of its own.

A process a picture: its memory goes with it, and a broken picture ends nothing else. Nothing is
downloaded, no text is logged. `python -m api.documents.engine` reads a picture on the standard
input and writes its lines as JSON.
"""

import importlib.util
import io
import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from graph_schema.errors import Rejected

PATIENCE = 90.0  # seconds
ONE_AT_A_TIME = threading.Semaphore(1)
NARROWEST = 500  # pixels of the longer side
WIDEST = 1600
DULLEST = 40.0  # variance of the Laplacian below which letters run together


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its place in pixels from the left top corner, and how sure, 0 to 1."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


def installed() -> bool:
    """Tell whether the extra `ocr` is there."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def lines_of(content: bytes) -> list[Line]:
    """Read the lines of a picture.

    Raises Rejected OCR_NOT_INSTALLED, RETAKE_SMALL, RETAKE_BLURRED, PICTURE_UNREADABLE.
    """
    if not installed():
        raise Rejected(["OCR_NOT_INSTALLED"], way_out="pip install wulian[ocr]")
    good_enough(content)
    try:
        with ONE_AT_A_TIME:  # four hundred megabytes each
            done = subprocess.run(
                [sys.executable, "-m", "api.documents.engine"],
                input=content, capture_output=True, timeout=PATIENCE, check=True,
            )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as exc:
        raise Rejected(["PICTURE_UNREADABLE"], why=type(exc).__name__) from exc
    return [Line(**told) for told in json.loads(done.stdout)]


def good_enough(content: bytes) -> None:
    """Refuse a picture that is too small or blurred to be read: it is to be taken again."""
    with Image.open(io.BytesIO(content)) as told:
        grey = ImageOps.exif_transpose(told).convert("L")
    if max(grey.size) < NARROWEST:
        raise Rejected(["RETAKE_SMALL"], least=NARROWEST)
    grey.thumbnail((1000, 1000))
    light = np.asarray(grey, dtype=np.float64)
    around = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:]
    if float((around - 4 * light[1:-1, 1:-1]).var()) < DULLEST:
        raise Rejected(["RETAKE_BLURRED"])


def _read(content: bytes) -> list[dict[str, object]]:
    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    with Image.open(io.BytesIO(content)) as told:
        picture = ImageOps.exif_transpose(told).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    found: Any = RapidOCR(params={"Global.log_level": "critical"})(
        np.asarray(picture)[:, :, ::-1]
    )
    if found.txts is None:
        return []
    return [
        {
            "text": text, "score": float(score),
            "left": float(box[:, 0].min()), "top": float(box[:, 1].min()),
            "right": float(box[:, 0].max()), "bottom": float(box[:, 1].max()),
        }
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]  # fmt: skip


if __name__ == "__main__":
    lines = _read(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(lines))
