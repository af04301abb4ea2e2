"""Connections to one host, and who it is told is asking."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from sscmsc import __version__
from sscmsc.config import is_loopback
from sscmsc.connections import POOLS


def open_host(name: str, email: str | None) -> requests.Session:
    """A session of the HTTP library for one host, named without its port.

    It keeps no cookies, follows no redirects and reads no `~/.netrc`; a proxy of the
    environment is used, but not for this machine.
    """
    host = _Host()
    contact = f" (mailto:{email})" if email else ""
    host.headers["User-Agent"] = f"sscmsc/{__version__}{contact}"
    host.headers["Accept-Encoding"] = "gzip"
    host.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    host.trust_env = not is_loopback(name)
    host.auth = _unchanged
    host.mount("https://", _HurriedAdapter())
    host.mount("http://", _HurriedAdapter())
    return host


class _Host(requests.Session):
    """Connections to one host. Redirects are followed by hand; told not to follow them, the
    library would still read their bodies whole and make the next request ready."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class _HurriedAdapter(HTTPAdapter):
    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = dict(POOLS)


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
