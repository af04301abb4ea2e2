"""Connections whose answer must begin in time, and why a request came to nothing.

A socket's own time-out begins anew with every byte, so a service that sends its header
lines one letter at a time would never be given up.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from ssl import SSLEOFError, SSLZeroReturnError

from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3 import exceptions as broken
from urllib3.connection import HTTPConnection, HTTPSConnection

from sscmsc.errors import SourceError
from sscmsc.patience import Passing

#: What the HTTP library raises when a request or the reading of a body fails.
BROKEN = (OSError, broken.HTTPError, HTTPException, ValueError)

#: Seconds for a head where the connection has no time-out of its own.
_PATIENCE = 30.0


class _HurriedHTTP(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as in urllib3 itself
        with _hurried(self):
            return super().getresponse()


class _HurriedHTTPS(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as in urllib3 itself
        with _hurried(self):
            return super().getresponse()


class _HurriedPool(HTTPConnectionPool):
    ConnectionCls = _HurriedHTTP


class _HurriedPoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _HurriedHTTPS


#: Pools by scheme whose connections have to answer within the read time-out.
POOLS = (("http", _HurriedPool), ("https", _HurriedPoolHTTPS))


@contextmanager
def _hurried(link: HTTPConnection) -> Iterator[None]:
    fired = threading.Event()

    def cut() -> None:
        fired.set()
        with suppress(OSError):
            link.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(link.timeout or _PATIENCE, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, HTTPException):
        if not fired.is_set():
            raise
    finally:
        watch.cancel()
    if fired.is_set():
        raise TimeoutError("the head of the answer did not come in time")


def cause(error: BaseException) -> SourceError:
    """The failure to report for one of `BROKEN`, which may wrap the real one; no text of
    the library's message is in it, for that holds addresses with their parameters."""
    chain = tuple(_chain(error))
    if any(isinstance(one, broken.ProxyError) for one in chain):
        return Passing("the proxy cannot be reached", absent=True)
    if any(isinstance(one, SSLEOFError | SSLZeroReturnError) for one in chain):
        return Passing("the connection broke off before it was encrypted")
    if any(isinstance(one, broken.SSLError) for one in chain):
        return SourceError(
            "its certificate or encryption was not accepted",
            hint="Look at the clock of this computer and at what stands between it and the "
            "network; REQUESTS_CA_BUNDLE can name the certificates to trust.",
        )
    if any(isinstance(one, broken.NameResolutionError) for one in chain):
        return Passing("its name cannot be resolved: is there a network?", absent=True)
    if any(isinstance(one, broken.NewConnectionError) for one in chain):
        return Passing("it cannot be reached: is there a network?", absent=True)
    if any(isinstance(one, broken.ConnectTimeoutError) for one in chain):
        return Passing("no connection in time: is there a network?", absent=True)
    if any(isinstance(one, broken.ReadTimeoutError | TimeoutError) for one in chain):
        return Passing("no answer in time")
    return Passing("the connection broke off")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and the ones it carries, as `reason` or among its arguments."""
    yield error
    for inner in (getattr(error, "reason", None), *error.args):
        if isinstance(inner, BaseException):
            yield from _chain(inner)
