"""Where a command's data goes: standard output, or a file that is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sscmsc.errors import ChangedError, InputError, UsageError
from sscmsc.history import DERIVED
from sscmsc.place import ENTRIES, LIBRARY_TOML, STATE
from sscmsc.present import Screen

#: What of a library only its own commands write.
_OWN = (ENTRIES, STATE, DERIVED, LIBRARY_TOML)


def write_output(screen: Screen, target: Path | None, pieces: Iterable[str]) -> None:
    """Write pieces of text to `target`, or to standard output when it is None or `-`.

    A file is written beside its place and renamed into it, so a full disk leaves the old
    one. Raises `InputError` naming the path and the cause, and `UsageError` for a file of a
    library.
    """
    if target is None or str(target) == "-":
        for piece in pieces:
            screen.write(piece)
        screen.out.flush()
        return
    _refuse_library(target)
    if target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder")
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="") as device:
                device.writelines(pieces)
        else:
            _replace(target, pieces)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


def write_document(target: Path, data: bytes) -> None:
    """Write what is no text to a file, whole or not at all.

    Raises as `write_output` does.
    """
    _refuse_library(target)
    if target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, (data.decode("latin-1"),), encoding="latin-1")
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


def replace_bytes(target: Path, data: bytes, *, before: bytes) -> None:
    """Put `data` in the place of a file, whole or not at all.

    Raises `ChangedError` where the file no longer holds `before`, and `InputError`.
    """
    try:
        if target.read_bytes() != before:
            raise ChangedError(
                f"{target}: changed since it was read; nothing was written to it",
                hint="Run the command again.",
            )
        _replace(target, (data.decode("latin-1"),), encoding="latin-1")
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


def _refuse_library(target: Path) -> None:
    place = target.resolve()
    for folder in place.parents:
        if (folder / LIBRARY_TOML).is_file() and place.relative_to(folder).parts[0] in _OWN:
            raise UsageError(
                f"{target} belongs to the library in {folder}; nothing was written",
                hint="Name another file: what is there, only commands that change works write.",
            )


def _replace(target: Path, pieces: Iterable[str], encoding: str = "utf-8") -> None:
    place = target.resolve()
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    staged = Path(name)
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        staged.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
        staged.replace(place)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
