"""Ways out. A channel takes one message and has it, or raises; it may be given one twice.

The folder is built in: one JSON file a message, for a gateway that fetches them (SMS, letters,
a department's exchange). Another channel is a class with `name` and `send`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol


class Undelivered(Exception):
    """The channel could not take it now; it is tried again. why: a code, no text of others."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Undeliverable(Undelivered):
    """The channel will never take it: it becomes a dead letter at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent. id: the same each time it is tried, so that a receiver tells it twice.

    about: our id of what it is about. payload: ids and codes.
    """

    id: str
    topic: str
    to: str
    about: str
    at: datetime
    payload: Mapping[str, Any]


class Channel(Protocol):
    """A way out."""

    @property
    def name(self) -> str: ...

    def send(self, message: Message) -> None:
        """Take a message for good, or raise Undelivered. Any error counts as Undelivered."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder, owner-only, their names in the order of the messages."""

    place: Path
    name: str = "folder"

    def send(self, message: Message) -> None:
        """Write the message's file; the same message again takes its own place."""
        told = {
            "id": message.id, "topic": message.topic, "to": message.to,
            "about": message.about, "at": message.at.isoformat(),
            "payload": dict(message.payload),
        }  # fmt: skip
        try:
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self.place / f".{message.id}"
            way = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(new, way, 0o600), "w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.place / f"{message.at:%Y%m%dT%H%M%S.%f}-{message.id}.json")
        except OSError as error:
            raise Undelivered(f"OS_{error.errno}") from error
