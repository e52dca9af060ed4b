"""Files beside the data: each sealed under its name, owner-only, kept whole or not at all."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import NotFound
from graph_schema.store.session import Store


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """A folder of sealed files. field: what the seal is bound to beside the name of a file."""

    folder: str
    field: str

    def place(self, store: Store, name: str = "") -> Path:
        """Name the folder, or a file in it; never one outside."""
        inside = store.connection.settings.data.parent / self.folder
        return inside / Path(name).name if name else inside

    def keep(self, store: Store, name: str, content: bytes) -> None:
        """Keep a file; the same name again takes its own place."""
        place = self.place(store)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        sealed = store.fields.seal(self.field, name, base64.b64encode(content).decode())
        new = place / f".{name}"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        new.replace(place / name)

    def content(self, store: Store, name: str) -> bytes:
        """Give a file's bytes. Raises NotFound, StoreDamaged when it was changed."""
        path = self.place(store, name)
        if not path.is_file():
            raise NotFound(what=self.field, file=name)
        return base64.b64decode(store.fields.open(self.field, name, path.read_text("utf-8")))
