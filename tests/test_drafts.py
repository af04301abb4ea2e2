"""Drafts: one writer at a time, nothing written elsewhere, and the disk may refuse."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sscmsc.disk import FileSystem
from sscmsc.drafts import SIZE_LIMIT, Draft
from sscmsc.errors import InputError, LibraryError, LockedError

BASE = "0" * 64


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path, "Key.yaml")


def test_a_draft_is_kept_until_it_is_dropped(draft: Draft, tmp_path: Path) -> None:
    with draft.opened():
        assert not draft.exists
        draft.begin(b"text")
        draft.rebase(BASE)
    again = Draft(tmp_path, "Key.yaml")
    with again.opened():
        assert (again.exists, again.read(), again.base) == (True, b"text", BASE)
        assert again.is_of(b"text")
        assert not again.is_of(b"other")
        again.drop()
        again.drop()
    assert list((tmp_path / ".sscmsc" / "edit").iterdir()) == []


def test_a_draft_is_never_begun_over_another(draft: Draft) -> None:
    with draft.opened():
        draft.begin(b"first")
        with pytest.raises(LibraryError, match="File exists"):
            draft.begin(b"second")
        assert draft.read() == b"first"


def test_one_writer_at_a_time(draft: Draft, tmp_path: Path) -> None:
    with draft.opened():
        with pytest.raises(LockedError, match="open in another editor"), draft.opened():
            pass
        with Draft(tmp_path, "Other.yaml").opened():
            pass
    with draft.opened():
        pass


@pytest.mark.parametrize("where", [".sscmsc", ".sscmsc/edit"])
def test_a_link_leads_no_draft_out_of_the_library(
    tmp_path: Path, where: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    place = tmp_path / where
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere)
    with pytest.raises(LibraryError, match="a link or a file"), Draft(tmp_path, "K.yaml").opened():
        pass
    assert list(elsewhere.rglob("*.yaml*")) == []


def test_a_draft_that_is_a_link_is_not_read(draft: Draft, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with draft.opened():
        draft.path.symlink_to(secret)
        for act in (draft.read, draft.check):
            with pytest.raises(LibraryError, match="no file"):
                act()


def test_a_draft_that_is_gone_or_too_large(draft: Draft) -> None:
    with draft.opened():
        with pytest.raises(InputError, match="gone"):
            draft.read()
        draft.begin(b"")
        with draft.path.open("wb") as file:
            file.truncate(SIZE_LIMIT + 1)
        with pytest.raises(InputError, match="larger than 20 MB"):
            draft.read()


@pytest.mark.parametrize("written", [b"", b"x" * 64, b"0" * 63])
def test_a_base_that_cannot_be_read_is_not_known(draft: Draft, written: bytes) -> None:
    with draft.opened():
        assert draft.base is None
        draft.begin(b"text")
        draft.rebase(BASE)
        (draft.path.parent / "Key.yaml.base").write_bytes(written)
        assert draft.base is None


class Refusing(FileSystem):
    """A disk on which one kind of operation fails."""

    def __init__(self, operation: str) -> None:
        self._operation = operation

    def _act(self, name: str, path: object) -> None:
        if name == self._operation:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def mkdir(self, path: Path) -> None:
        self._act("mkdir", path)
        super().mkdir(path)

    def open_new(self, path: Path) -> int:
        self._act("open_new", path)
        return super().open_new(path)

    def write(self, descriptor: int, data: memoryview) -> int:
        if self._operation == "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        # A disk may take less than it was given.
        return super().write(descriptor, data[: max(1, len(data) // 2)])

    def fsync(self, descriptor: int) -> None:
        self._act("fsync", descriptor)


@pytest.mark.parametrize("operation", ["mkdir", "open_new", "write", "fsync"])
def test_a_disk_that_refuses_leaves_no_half_of_a_draft(tmp_path: Path, operation: str) -> None:
    draft = Draft(tmp_path, "Key.yaml", Refusing(operation))
    with pytest.raises(LibraryError, match=r"No space left.*nothing was opened"), draft.opened():
        draft.begin(b"text")
    assert not draft.exists


def test_a_short_write_is_gone_on_with(tmp_path: Path) -> None:
    draft = Draft(tmp_path, "Key.yaml", Refusing("nothing"))
    with draft.opened():
        draft.begin(b"a longer text")
        assert draft.read() == b"a longer text"
