"""Every way in which a service fails, as a row: what it does, and what must come of it.

Outcomes (`Expected`): *whole*, as if nothing had happened, after so many requests; *lost*, for
everything asked for there is a reason and nothing else; *absent*, the service says that it has no
such work; *sound*, whatever came is right, whatever did not come has a reason; *altered*, the same
where the service gave other texts or fewer.
"""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sscmsc.patience import Patience
from tests.faulty import Exchange, Play, about, give, head
from tests.upstream.exchange import JSON_TYPE, Answer

CALM = Patience(connect=5.0, read=5.0)
UNTRUSTED = Path(__file__).parent / "fixtures" / "untrusted.pem"
HASTY = Patience(0.3, 0.1, overall=0.25, tries=1)


class Expected(NamedTuple):
    """An outcome, the requests that it takes (0: not said), and a part of each reason."""

    kind: str
    requests: int = 0
    said: str = ""


def whole(requests: int) -> Expected:
    return Expected("whole", requests)


def lost(said: str, requests: int) -> Expected:
    return Expected("lost", requests, said)


def absent(requests: int = 1) -> Expected:
    return Expected("absent", requests)


SOUND = Expected("sound")
ALTERED = Expected("altered")


class Fault(NamedTuple):
    """What a service does, and what must come of it; `but` where a source, by its name or its
    form or for being `single` or one that `searches`, has another outcome. `host` is where the
    service is believed to be."""

    name: str
    play: Play
    expected: Expected
    but: Mapping[str, Expected] = {}
    patience: Patience = CALM
    host: Callable[[str], str] = str


# Where the service is believed to be


def _closed(_: str) -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def _listening(meet: Callable[[socket.socket], object]) -> str:
    """The address of a port where the first few that come are met like that."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(2.0)

    def serve() -> None:
        with server, suppress(OSError):
            for _ in range(Patience().tries):
                link, _ = server.accept()
                with link, suppress(OSError):
                    link.settimeout(2.0)
                    meet(link)

    threading.Thread(target=serve, daemon=True).start()
    return f"https://127.0.0.1:{server.getsockname()[1]}"


def _speaking(data: bytes) -> Callable[[str], str]:
    """A port where those bytes are the answer to whoever says something."""

    def meet(link: socket.socket) -> None:
        link.recv(4096)
        link.sendall(data)

    return lambda _: _listening(meet)


def _untrusted(_: str) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(UNTRUSTED)

    def meet(link: socket.socket) -> None:
        with context.wrap_socket(link, server_side=True) as secured:
            secured.recv(4096)

    return _listening(meet)


# Plays


def once(play: Play) -> Play:
    """The first request is spoilt, the others are answered well."""
    return lambda exchange: play(exchange) if exchange.number == 1 else give(exchange)


def told(body: bytes, status: int = 200, kind: str = JSON_TYPE, **headers: str) -> Play:
    """That answer, whatever was asked."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.answer(Answer(status, body, kind, named))


def status(code: int, **headers: str) -> Play:
    return told(b"Service Unavailable", code, "text/plain", **headers)


def changed(change: Callable[[bytes], bytes]) -> Play:
    """The right answer with its body changed, complete as HTTP."""
    return lambda one: one.answer(replace(one.good, body=change(one.good.body)))


def raw(data: bytes) -> Play:
    """Those bytes instead of an answer, then the end."""

    def play(exchange: Exchange) -> None:
        exchange.write(data)
        exchange.close()

    return play


def moved(to: str, code: int = 301) -> Play:
    return told(b"", code, "text/html", Location=to)


def aside(exchange: Exchange) -> None:
    """Forwarded to the same place under another query, then answered."""
    if exchange.number > 1:
        return give(exchange)
    target = exchange.question.target
    to = f"{target}{'&' if '?' in target else '?'}moved=1"
    exchange.answer(Answer(307, b"", "text/html", {"Location": to}))
    return None


def twist(how: str) -> Play:
    """The batch disarranged (`exchange.twisted`)."""
    return lambda one: one.answer(one.ask(replace(one.question, twist=how)))


def strangers(exchange: Exchange) -> None:
    """A right answer, about other works."""
    exchange.answer(exchange.ask(about(exchange.question, exchange.others)))


def a_stranger(exchange: Exchange) -> None:
    """A right answer in which one work stands for another."""
    one = dict(list(exchange.others.items())[:1])
    exchange.answer(exchange.ask(about(exchange.question, one)))


def in_circles(exchange: Exchange) -> None:
    exchange.answer(Answer(302, b"", "text/html", {"Location": exchange.question.target}))


# What happens on the wire


def silence(exchange: Exchange) -> None:
    exchange.hang(3.0)


def slow_head(exchange: Exchange) -> None:
    exchange.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100, 2.0)


def endless_continue(exchange: Exchange) -> None:
    with suppress(OSError):
        for _ in range(300):
            exchange.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.01)
    exchange.close()


def slow_body(exchange: Exchange) -> None:
    exchange.write(head(exchange.good, f"Content-Length: {len(exchange.good.body)}"))
    exchange.drip(exchange.good.body, 2.0)


def stalled(exchange: Exchange) -> None:
    good = exchange.good
    exchange.write(head(good, f"Content-Length: {len(good.body)}") + half(good.body))
    exchange.hang(3.0)


def reset_at_once(exchange: Exchange) -> None:
    exchange.reset()


def reset_within(exchange: Exchange) -> None:
    good = exchange.good
    exchange.write(head(good, f"Content-Length: {len(good.body)}") + half(good.body))
    exchange.reset()


def nothing(exchange: Exchange) -> None:
    exchange.close()


def short(exchange: Exchange) -> None:
    """Half the body under the length of the whole."""
    good = exchange.good
    exchange.write(head(good, f"Content-Length: {len(good.body)}") + half(good.body))
    exchange.close()


def short_without_length(exchange: Exchange) -> None:
    """Half the body and no word of its length: complete, for all that HTTP says."""
    exchange.write(head(exchange.good, "Connection: close") + half(exchange.good.body))
    exchange.close()


def short_chunks(exchange: Exchange) -> None:
    body = half(exchange.good.body)
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
    exchange.write(head(exchange.good, "Transfer-Encoding: chunked") + chunk)
    exchange.close()


def without_length(exchange: Exchange) -> None:
    """A whole answer that ends with the connection, as in HTTP/1.0."""
    told_so = head(exchange.good, "Connection: close").replace(b"HTTP/1.1", b"HTTP/1.0")
    exchange.write(told_so + exchange.good.body)
    exchange.close()


def closed_unsaid(exchange: Exchange) -> None:
    """A good answer over a connection that is said to be kept, and is closed."""
    give(exchange)
    exchange.close()


def closed_on_the_second(exchange: Exchange) -> None:
    """The connection is kept, and closed when the next question comes over it."""
    if exchange.number == 2:
        exchange.close()
    give(exchange)


def two_lengths(exchange: Exchange) -> None:
    body = exchange.good.body
    exchange.write(head(exchange.good, f"Content-Length: {len(body)}, {len(body) + 1}") + body)
    exchange.close()


def many_headers(exchange: Exchange) -> None:
    lines = (f"X-{number}: x" for number in range(500))
    exchange.write(head(exchange.good, *lines, "Connection: close"))
    exchange.close()


def long_header(exchange: Exchange) -> None:
    exchange.write(head(exchange.good, f"X: {'x' * 100_000}", "Connection: close"))
    exchange.close()


def flood(exchange: Exchange) -> None:
    """200 MB of blanks after a right beginning, without a stated length."""
    exchange.write(head(exchange.good, "Connection: close") + half(exchange.good.body))
    blanks = b" " * 1_000_000
    for _ in range(200):
        exchange.write(blanks)
    exchange.close()


def stated_flood(exchange: Exchange) -> None:
    exchange.write(head(exchange.good, "Content-Length: 200000000"))
    exchange.hang(3.0)


@cache
def bomb() -> bytes:
    """A gigabyte of blanks in a megabyte of gzip."""
    return gzip.compress(b" " * 10_000_000) * 100


def gzip_bomb(exchange: Exchange) -> None:
    headers = {"Content-Encoding": "gzip"}
    exchange.answer(replace(exchange.good, body=bomb(), headers=headers))


def packed(change: Callable[[bytes], bytes], coding: str = "gzip") -> Play:
    """The right answer by gzip, changed."""

    def play(exchange: Exchange) -> None:
        body = change(gzip.compress(exchange.good.body))
        exchange.answer(replace(exchange.good, body=body, headers={"Content-Encoding": coding}))

    return play


# What stands in the body


def half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def damaged(packed_body: bytes) -> bytes:
    middle = len(packed_body) // 2
    return packed_body[:middle] + bytes(30) + packed_body[middle + 30 :]


def within(junk: bytes) -> Callable[[bytes], bytes]:
    """`junk` as the first member of the object, or of an object of its own."""
    return lambda body: b"{" + junk + (b"," + body[1:] if body[:1] == b"{" else b"}")


_DOCTYPE = re.compile(rb"<!DOCTYPE[^>]*>")
_PLACE = re.compile(rb"<(?:ArticleTitle|article-title)>")


def declared(subset: bytes, use: bytes = b"", outside: bytes = b"") -> Callable[[bytes], bytes]:
    """A document type with that internal subset; `use` stands in the first title."""

    def change(body: bytes) -> bytes:
        if b"<Pubmed" not in body and b"<pmc-" not in body:
            body = b"<r><ArticleTitle></ArticleTitle></r>"
        body = _DOCTYPE.sub(b"", body)
        body = body[body.index(b"?>") + 2 :] if body.startswith(b"<?xml") else body
        root = re.search(rb"<([\w-]+)", body)
        name = root.group(1) if root else b"r"
        kind = b"<!DOCTYPE " + name + outside + (b" [" + subset + b"]>" if subset else b">")
        return b'<?xml version="1.0"?>' + kind + _PLACE.sub(lambda at: at[0] + use, body, count=1)

    return change


_LAUGHS = b'<!ENTITY l0 "ha">' + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
)


def inside_root(junk: bytes) -> Callable[[bytes], bytes]:
    """`junk` right after the root's start tag, where there is one."""
    root = re.compile(rb"<(?:PubmedArticleSet|pmc-articleset)>")
    return lambda body: root.sub(lambda at: at[0] + junk, body) if root.search(body) else junk


def latin(body: bytes) -> bytes:
    """Bytes that are no UTF-8."""
    middle = len(body) // 2
    return body[:middle] + b"\xff\xfe\xe4" + body[middle:]


def surrogates(body: bytes) -> bytes:
    """Half a character pair in every text with a capital S."""
    return body.replace(b' "S', rb' "\ud800S').replace(b'["S', rb'["\udfffS')


PAGE = b"<!DOCTYPE html><html><body><h1>The service is being maintained</h1></body></html>"
RATE = b'{"error":"API rate limit exceeded","api-key":"203.0.113.7","count":"4","limit":"3"}'
REFUSED_KEY = b'{"error":"API key invalid","api-key":"CANARY0123456789"}'
NO_IDS = b"<eFetchResult><ERROR>ID list is empty! Possibly it has none.</ERROR></eFetchResult>"
INVALID = (
    b'{"status":"failed","message-type":"validation-failure","message":[{"type":"x","value":"y",'
    b'"message":"That is no filter."}]}'
)

# The rows

_AGAIN = ("broke off", 4)
_UNUSABLE = lost("", 2)
#: Asked for in ever smaller batches.
HALVED = lost("", 0)

WIRE = (
    Fault("closed without a byte", nothing, lost(*_AGAIN)),
    Fault("closed without a byte, once", once(nothing), whole(2)),
    Fault("reset at once", reset_at_once, lost(*_AGAIN)),
    Fault("reset at once, once", once(reset_at_once), whole(2)),
    Fault("reset within the body", reset_within, lost(*_AGAIN)),
    Fault("reset within the body, once", once(reset_within), whole(2)),
    Fault("no answer", silence, lost("no answer in time", 0), patience=HASTY),
    Fault("head one letter at a time", slow_head, lost("no answer in time", 0), patience=HASTY),
    Fault("100 Continue without end", endless_continue, lost("no answer in time", 0),
          patience=HASTY),
    Fault("body one letter at a time", slow_body, lost("no complete answer", 0), patience=HASTY),
    Fault("body that stands still", stalled, lost("", 0), patience=HASTY),
    Fault("body shorter than stated", short, lost(*_AGAIN)),
    Fault("body shorter than stated, once", once(short), whole(2)),
    Fault("short body without a length", short_without_length, _UNUSABLE,
          {"pubmed efetch": HALVED}),
    Fault("short body without a length, once", once(short_without_length), whole(2)),
    Fault("chunks that break off", short_chunks, lost(*_AGAIN)),
    Fault("chunks that break off, once", once(short_chunks), whole(2)),
    Fault("whole body without a length", without_length, whole(1)),
    Fault("kept connection closed unsaid", closed_unsaid, whole(1)),
    Fault("two lengths", two_lengths, lost("", 0)),
    Fault("500 header lines", many_headers, lost(*_AGAIN)),
    Fault("header line of 100 kB", long_header, lost(*_AGAIN)),
    Fault("no HTTP", raw(b"SSH-2.0-OpenSSH_9.2\r\n"), lost(*_AGAIN)),
    Fault("garbage of a proxy", raw(b"\x15\x03\x01\x00\x02\x02P\r\n\r\n"), lost(*_AGAIN)),
    Fault("200 MB", flood, lost("MB and was refused", 1), {"pubmed efetch": HALVED}),
    Fault("200 MB stated", stated_flood, lost("MB and was refused", 1),
          {"pubmed efetch": HALVED}),
    Fault("gzip bomb", gzip_bomb, lost("refused", 1)),
    Fault("gzip", packed(bytes), whole(1)),
    Fault("damaged gzip", packed(damaged), lost("", 4)),
    Fault("damaged gzip, once", once(packed(damaged)), whole(2)),
    Fault("gzip that breaks off", packed(half), lost("broke off", 4)),
    Fault("no gzip at all", packed(lambda _: b"plain text"), lost("damaged", 4)),
    Fault("a coding nobody asked for", packed(bytes, "br"), lost("not asked for", 2)),
    Fault("TLS expected, plain spoken", give, lost("certificate or encryption", 0),
          host=lambda host: host.replace("http:", "https:")),
    Fault("TLS refused", give, lost("certificate or encryption", 0),
          host=_speaking(b"\x15\x03\x03\x00\x02\x02\x28")),
    Fault("TLS broken off", give, lost("broke off before it was encrypted", 0),
          host=_speaking(b"")),
    Fault("a certificate nobody trusts", give, lost("certificate or encryption", 0),
          host=_untrusted),
    Fault("nobody listens", give, lost("is there a network", 0), host=_closed),
    Fault("no such name", give, lost("name cannot be resolved", 0),
          host=lambda _: "https://no-such-name.invalid"),
)  # fmt: skip

STATUS = (
    *(Fault(f"{code}", status(code), lost(f"answered {code}", 4)) for code in (500, 502, 503, 504)),
    *(Fault(f"{code}, once", once(status(code)), whole(2)) for code in (500, 502, 503, 504)),
    Fault("429", status(429), lost("answered 429", 4)),
    Fault("429, once", once(status(429)), whole(2)),
    Fault("429 of NCBI, once", once(told(RATE, 429, Retry_After="2")), whole(2)),
    Fault("429 and a wait, once", once(status(429, Retry_After="7")), whole(2)),
    Fault("429 and a date, once",
          once(status(429, Retry_After=formatdate(9030, usegmt=True),
                      Date=formatdate(9000, usegmt=True))), whole(2)),
    Fault("429 and a day's wait", status(429, Retry_After="86400"), lost("wait 86400 s", 1)),
    Fault("429 and a long wait", status(429, Retry_After="61"), lost("wait 61 s", 1)),
    Fault("429 and waits without end", status(429, Retry_After="50"), lost("wait 50 s", 3)),
    Fault("429 and garbage, once", once(status(429, Retry_After="soon\x1b[2J")), whole(2)),
    Fault("503 and a wait, once", once(status(503, Retry_After="30")), whole(2)),
    Fault("503 and a day's wait", status(503, Retry_After="86400"), lost("wait 86400 s", 1)),
    Fault("400", status(400), lost("answered 400", 1),
          {"crossref list": lost("answered 400", 7)}),
    Fault("400 of E-utilities", told(NO_IDS, 400, "text/xml"), lost("400", 1),
          {"pmc article": absent(), "pmc articles": absent(4),
           "crossref list": lost("answered 400", 7)}),
    Fault("400 for the key", told(REFUSED_KEY, 400), lost("", 1),
          {"pubmed": lost("answered 400: API key invalid", 1),
           "crossref list": lost("answered 400", 7)}),
    Fault("400 of Crossref", told(INVALID, 400), lost("", 1),
          {"crossref work": absent(), "crossref list": absent(7)}),
    Fault("404", status(404), lost("404", 1), {"single": absent(), "pmc articles": absent(4)}),
    Fault("410", status(410), lost("410", 1), {"single": absent(), "pmc articles": absent(4)}),
    Fault("404 as a page", told(PAGE, 404, "text/html"), lost("404", 1),
          {"single": absent(), "pmc articles": absent(4)}),
    *(Fault(f"{code}", status(code), lost(f"answered {code}", 1))
      for code in (201, 206, 304, 401, 403, 405, 407, 413, 414, 451, 501)),
    Fault("204", told(b"", 204), lost("answered 204", 1)),
)  # fmt: skip

REDIRECTS = (
    Fault("redirect within the service", aside, whole(2)),
    Fault("redirect in circles", in_circles, lost("redirects more than 5 times", 6)),
    Fault("redirect to plain http elsewhere", moved("http://eutils.ncbi.nlm.nih.gov/"),
          lost("redirects to eutils.ncbi.nlm.nih.gov, which was refused", 1)),
    Fault("redirect to a stranger", moved("https://evil.example.org/?api_key=CANARY0123456789"),
          lost("redirects to evil.example.org, which was refused", 1)),
    Fault("redirect to a login page", moved("http://login.hotel.example/", 302),
          lost("redirects to login.hotel.example, which was refused", 1)),
    Fault("redirect to this machine", moved("http://127.0.0.1:1/"),
          lost("redirects to 127.0.0.1, which was refused", 1)),
    Fault("redirect to the cloud's own address", moved("http://169.254.169.254/latest/"),
          lost("redirects to 169.254.169.254, which was refused", 1)),
    Fault("redirect to a file", moved("file:///etc/passwd"), lost("which was refused", 1)),
    Fault("redirect to no address", moved("https://[broken/"), lost("no address", 1)),
    Fault("redirect to nowhere", told(b"", 301), lost("which was refused", 1)),
    Fault("300", status(300), lost("answered 300", 1)),
)  # fmt: skip

BODY = (
    Fault("web page", told(PAGE, kind="text/html"), lost("the service is down", 2)),
    Fault("web page, once", once(told(PAGE, kind="text/html")), whole(2)),
    Fault("right body called a web page", lambda one: one.answer(
          replace(one.good, content_type="text/html")), whole(1)),
    Fault("another charset stated", lambda one: one.answer(
          replace(one.good, content_type="text/xml; charset=UTF-16")), whole(1)),
    Fault("empty", told(b""), lost("the service is down", 2)),
    Fault("empty, once", once(told(b"")), whole(2)),
    Fault("blanks", told(b" \r\n\t "), lost("the service is down", 2)),
    Fault("byte order mark", changed(lambda body: b"\xef\xbb\xbf" + body), whole(1)),
    Fault("cut", changed(half), _UNUSABLE, {"pubmed efetch": HALVED, "text": SOUND}),
    Fault("cut, once", once(changed(half)), whole(2), {"text": SOUND}),
    Fault("last byte lost", changed(lambda body: body.rstrip()[:-1]), _UNUSABLE,
          {"pubmed efetch": HALVED, "text": SOUND}),
    Fault("garbage behind", changed(lambda body: body + b'{"x":1}<x>'), _UNUSABLE,
          {"pubmed efetch": HALVED, "text": SOUND}),
    Fault("said twice", changed(lambda body: body + body), _UNUSABLE,
          {"pubmed efetch": HALVED, "text": whole(1)}),
    Fault("no UTF-8", changed(latin), _UNUSABLE,
          {"pubmed efetch": HALVED, "text": SOUND}),
    Fault("UTF-16", changed(lambda body: body.decode().encode("utf-16")), SOUND),
    Fault("NUL", changed(lambda body: body[:40] + b"\0" + body[40:]), SOUND),
    Fault("NaN", changed(within(b'"x": NaN')), _UNUSABLE, {"text": SOUND}),
    Fault("Infinity", changed(within(b'"x": -Infinity')), _UNUSABLE, {"text": SOUND}),
    Fault("number of 5,000 digits", changed(within(b'"x": ' + b"9" * 5000)), _UNUSABLE,
          {"text": SOUND}),
    Fault("JSON 100,000 deep", changed(within(b'"x": ' + b"[" * 100_000 + b"]" * 100_000)),
          _UNUSABLE, {"text": SOUND}),
    Fault("a name twice", changed(within(b'"x": 1, "x": 2')), _UNUSABLE, {"text": SOUND}),
    Fault("half a character pair", changed(surrogates), ALTERED),
    Fault("billion laughs", changed(declared(_LAUGHS, b"&l9;")), _UNUSABLE,
          {"pubmed efetch": HALVED}),
    Fault("an entity", changed(declared(b'<!ENTITY x "y">', b"&x;")), _UNUSABLE,
          {"pubmed efetch": HALVED}),
    Fault("a file by entity", changed(declared(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")),
          _UNUSABLE, {"pubmed efetch": HALVED}),
    Fault("parameter entities", changed(declared(b'<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;')),
          _UNUSABLE, {"pubmed efetch": HALVED}),
    Fault("a foreign DTD", changed(declared(b"", outside=b' SYSTEM "http://127.0.0.1:1/x.dtd"')),
          _UNUSABLE, {"xml": whole(1)}),
    Fault("XML 100,000 deep", changed(inside_root(b"<a>" * 100_000 + b"</a>" * 100_000)),
          _UNUSABLE, {"pubmed efetch": HALVED}),
    *(
        Fault(f"instead of an answer: {body[:40].decode()}", told(body), _UNUSABLE)
        for body in (
            b"null", b"[]", b"{}", b"0", b'"text"', b"true", b"<x/>", b"Service overloaded\n",
            b'<?xml version="1.0" encoding="UTF-8" ?>\n',
            b"NCBI C++ Exception:\n    Error: TXCLIENT(CException::eUnknown)\n",
            b'{"error":"/lbsm/eutils_lb -> Neg","status":"x"}',
            b"<eFetchResult><ERROR>Search Backend failed</ERROR></eFetchResult>",
            b'{"esearchresult":{"ERROR":"Search Backend failed: read failed"}}',
            b'{"header":{},"esearchresult":{"count":"3"}}',
            b'{"status":"error","message":"over capacity"}',
            b'{"status":"ok"}',
            b'{"status":"ok","message-type":"exception","message":{}}',
            b'{"version":"6.9"}',
            b'{"version":"6.9","errCode":500,"errMsg":"Internal error"}',
            b'{"version":"6.9","hitCount":7}',
            b'{"error":"maintenance"}', b'{"detail":"maintenance"}', b'{"data":"none"}',
            b'{"status":"failed","message-type":"validation-failure","message":[]}',
        )
    ),
    Fault("no such thing with status 200", told(b'{"errCode":404,"errMsg":"Not found"}'),
          _UNUSABLE, {"europepmc references": absent(), "europepmc citations": absent()}),
    Fault("NCBI's rate limit with status 200", told(RATE), lost("asked too often", 4)),
    Fault("NCBI's rate limit with status 200, once", once(told(RATE)), whole(2)),
)  # fmt: skip

MATTER = (
    Fault("in another order", twist("reversed"), whole(1),
          {"searches": ALTERED, "europepmc citations": ALTERED}),
    Fault("everything twice", twist("doubled"), whole(1), {"searches": ALTERED}),
    Fault("more than asked for", twist("extra"), whole(1), {"searches": ALTERED}),
    Fault("fewer than asked for", twist("fewer"), SOUND, {"single": ALTERED, "searches": ALTERED}),
    Fault("other works", strangers, lost("", 2),
          {"searches": ALTERED, "pmc articles": SOUND, "pmc id converter": SOUND}),
    Fault("other works, once", once(strangers), whole(2),
          {"searches": ALTERED, "pmc articles": SOUND, "pmc id converter": SOUND}),
    Fault("a work instead of another", a_stranger, SOUND, {"searches": ALTERED}),
)  # fmt: skip
