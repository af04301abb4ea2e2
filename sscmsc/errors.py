"""Every error sscmsc raises on purpose, with the exit code it ends in.

    SscmscError                       (never raised itself)
    +-- UsageError            2       the command line makes no sense
    +-- InputError            3       an identifier, a query or a file that cannot be read
    |   +-- IdentifierError   3       text that is no PMID, PMCID or DOI
    |   +-- AnswerError       3       a service's error message where data should be
    |   +-- LocatedError      3       a file that cannot be read, with the line
    +-- NotFoundError         4       no such entry
    +-- SourceError           5       a service failed, wholly or for some works
    |   +-- OfflineError      5       the network was needed and is not to be used or not there
    +-- LibraryError          6       the library on disk cannot be used
        +-- LockedError       6       another process holds it
        +-- ChangedError      6       a file changed between reading and saving

`Problem` is not an exception: it is a located complaint about one piece of input, for
when the rest of the input is still good.
"""

from __future__ import annotations

from typing import NamedTuple

OK = 0
FOUND = 1
USAGE = 2
BAD_INPUT = 3
NOT_FOUND = 4
SOURCE_FAILED = 5
LIBRARY_UNUSABLE = 6
INTERRUPTED = 130


class Excerpt(NamedTuple):
    """What a person wrote, and which part of it is wrong: from `start` to before `end`."""

    text: str
    start: int
    end: int


class SscmscError(Exception):
    """An error whose message is meant for the user.

    `message` says what is wrong and where (file, line, identifier or citekey); `hint`
    says what to do next, as a whole sentence, or is empty. `excerpt` is what the user wrote,
    where a part of it is to be pointed at.
    """

    exit_code = FOUND

    def __init__(self, message: str, *, hint: str = "", excerpt: Excerpt | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.excerpt = excerpt


class UsageError(SscmscError):
    exit_code = USAGE


class InputError(SscmscError):
    exit_code = BAD_INPUT


class IdentifierError(InputError):
    """Text that was taken for an identifier and is none."""


class AnswerError(InputError):
    """A document that is a service's error message in place of data."""


class NotFoundError(SscmscError):
    exit_code = NOT_FOUND


class SourceError(SscmscError):
    exit_code = SOURCE_FAILED


class OfflineError(SourceError):
    """The network was needed, and is switched off or cannot be reached."""


class LibraryError(SscmscError):
    exit_code = LIBRARY_UNUSABLE


class LockedError(LibraryError):
    """Another process holds the library."""


class ChangedError(LibraryError):
    """A file was edited by someone else between our reading and our saving it."""


class Problem(NamedTuple):
    """A complaint about one piece of input; the rest of the input is unaffected.

    `path` is the file as the user named it ("" when there is none), `line` is 1-based
    (0 when it is not known), `message` is one line.
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}" if where else self.message


class LocatedError(InputError):
    """A file that cannot be read; `problem` says where and what, and so does the message."""

    def __init__(self, problem: Problem, *, hint: str = "") -> None:
        super().__init__(str(problem), hint=hint)
        self.problem = problem
