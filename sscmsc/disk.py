"""The few things a library does to a disk, one method each, so that tests can make each fail."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

NO_FILE = "no file but a pipe or device"
#: A file that was changed so shortly before it is looked at may change again within one tick of
#: the file system's clock, and show it neither in its size nor in its times.
TICK_NS = 20_000_000


#: Part of what a file holds: a large one is put together on the disk, not in memory.
Piece = bytes | memoryview


class Look(NamedTuple):
    """By what a file is known to be the same and unchanged: its inode, its size in bytes, and
    its mtime and ctime in nanoseconds."""

    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    def is_sure(self, now_ns: int) -> bool:
        """Whether any change from `now_ns` on will show."""
        return now_ns - max(self.mtime_ns, self.ctime_ns) >= TICK_NS

    def precedes(self, clock_ns: int) -> bool:
        """Whether any change after the disk's own clock told this time will show."""
        return max(self.mtime_ns, self.ctime_ns) < clock_ns


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """A file to read from. Raises `OSError`, also for what is no file, and never waits: a pipe
    that no one writes to would keep every command waiting."""
    file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, NO_FILE, os.fspath(path))


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Disk(Protocol):
    """Every change of a library's files goes through one of these. All raise `OSError`."""

    def open_new(self, path: Path) -> int:
        """A descriptor to write a file that is not there yet."""

    def write(self, descriptor: int, data: memoryview) -> int:
        """How many bytes were written, which may be fewer than given."""

    def fsync(self, descriptor: int) -> None: ...
    def close(self, descriptor: int) -> None: ...
    def fsync_folder(self, path: Path) -> None: ...
    def rename(self, old: Path, new: Path) -> None:
        """Give a file or folder another name; a file of that name is replaced."""

    def link(self, path: Path, other: Path) -> None:
        """Give a file, which may be no link, a second name."""

    def unlink(self, path: Path) -> None: ...
    def mkdir(self, path: Path) -> None: ...
    def rmdir(self, path: Path) -> None: ...
    def listdir(self, path: Path) -> list[str]: ...
    def read(self, path: Path) -> bytes: ...
    def exists(self, path: Path) -> bool:
        """Whether the name is taken, even by a link that leads nowhere."""

    def is_folder(self, path: Path) -> bool:
        """Whether it is a folder itself, not a link to one."""

    def look(self, path: Path) -> Look | None:
        """How a file is now, None where there is no plain file."""

    def clock(self, folder: Path) -> int:
        """The time (ns) that the disk gives to what changes now; it becomes that of a folder."""


class FileSystem:
    """The real disk."""

    def open_new(self, path: Path) -> int:
        return os.open(
            path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666
        )

    def write(self, descriptor: int, data: memoryview) -> int:
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def fsync_folder(self, path: Path) -> None:
        if os.name == "nt":  # Windows has no way to flush a folder.
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        os.replace(old, new)

    def link(self, path: Path, other: Path) -> None:
        if not stat.S_ISREG(os.lstat(path).st_mode):  # A second name of a link leads nowhere.
            raise OSError(errno.EINVAL, NO_FILE, os.fspath(path))
        os.link(path, other, follow_symlinks=False)

    def unlink(self, path: Path) -> None:
        os.unlink(path)

    def mkdir(self, path: Path) -> None:
        os.mkdir(path)

    def rmdir(self, path: Path) -> None:
        os.rmdir(path)

    def listdir(self, path: Path) -> list[str]:
        return os.listdir(path)

    def read(self, path: Path) -> bytes:
        with open_file(path) as file:
            return file.read()

    def exists(self, path: Path) -> bool:
        return os.path.lexists(path)

    def is_folder(self, path: Path) -> bool:
        try:
            return stat.S_ISDIR(os.lstat(path).st_mode)
        except OSError:
            return False

    def look(self, path: Path) -> Look | None:
        try:
            found = os.lstat(path)
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return Look(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def clock(self, folder: Path) -> int:
        os.utime(folder)
        return os.stat(folder).st_mtime_ns


def write_file(disk: Disk, path: Path, *pieces: Piece) -> None:
    """Write and flush a file that is not there yet, its pieces one after the other. Raises
    `OSError` that names it."""
    descriptor = disk.open_new(path)
    try:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                written = disk.write(descriptor, view)
                if not written:
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                view = view[written:]
        disk.fsync(descriptor)
    except OSError as error:
        # Writing to a descriptor tells the cause and not the file.
        error.filename = error.filename or str(path)
        raise
    finally:
        disk.close(descriptor)
