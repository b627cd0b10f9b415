"""Files: sealed on disk, named by their row, written once.

The bytes are encrypted as one value; a file's row is committed only after its bytes are safely on disk, so a crash
leaves at most an unnamed file, never a name without bytes.
"""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.kit.ids import new_id
from tongban.kit.models import StoredFile
from tongban.kit.vault import open_sealed, seal

_LABEL = "file"


class FileIsMissing(LookupError):
    """The row is there, the bytes are not (a damaged or half-restored data folder)."""


def _path(file_id: UUID) -> Path:
    name = file_id.hex
    return Path(settings.FILES_DIR) / name[-2:] / name  # the last bits of a UUIDv7 are random: even folders


def store(content: bytes, *, media_type: str) -> StoredFile:
    """Keeps `content` and returns its row."""
    file_id = new_id()
    target = _path(file_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with part.open("wb") as out:
        out.write(seal(_LABEL, file_id, content))
        out.flush()
        os.fsync(out.fileno())
    part.rename(target)
    return StoredFile.objects.create(
        id=file_id, sha256=hashlib.sha256(content).digest(), size=len(content), media_type=media_type
    )


def forget(file: StoredFile) -> None:
    """The row goes now, the bytes once that is committed. ProtectedError if a row still names the file."""
    path = _path(file.id)
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def read(file: StoredFile) -> bytes:
    """The content. Raises FileIsMissing, or CannotOpen if the bytes were altered."""
    try:
        return open_sealed(_LABEL, file.id, _path(file.id).read_bytes())
    except FileNotFoundError:
        raise FileIsMissing(str(file.id)) from None
