"""A key, a password and an e-mail address reach the services they are for, and nothing else."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from sscmsc.cache import AnswerCache
from sscmsc.commands import network
from sscmsc.patience import Patience
from sscmsc.session import Session
from tests.commands.conftest import Ran, Terminal
from tests.commands.every import Call, every_call
from tests.faulty import Exchange, Faulty, Play
from tests.http_faults import BODY, MATTER, REDIRECTS, STATUS, WIRE
from tests.upstream.exchange import Answer
from tests.upstream.plugin import RECORDS
from tests.upstream.records import Records
from tests.upstream.server import Upstream

KEY = "CANARYKEY0123456789"
EMAIL = "canary.mail+tag@example.org"
PASSWORD = "CANARYPASSWORD"
#: As they may be written in addresses, forms and headers.
SIGNS = tuple(
    one.encode() for one in (KEY, PASSWORD, EMAIL, quote(EMAIL), quote(EMAIL, safe="@"),
                             "canary.mail", "CANARY")
)  # fmt: skip
REVIEW = "10.3389/fimmu.2018.02013"
ASKING = (
    ["fetch", "-v", REVIEW, "30254641"],
    ["resolve", "-v", "Velier2022", "--search"],
    ["cited-by", "-v", "--online", "Peltzer2018"],
    ["fetch", "--json", REVIEW],
)
IMPATIENT = Patience(connect=1.0, read=0.3, overall=1.0, tries=2, back_off=0.01, longest_wait=0.0)


@pytest.fixture(scope="module")
def faulty() -> Iterator[Faulty]:
    with Upstream(Records.load(RECORDS / "ssc-review")) as upstream:
        running = Faulty(upstream)
        yield running
        running.stop()


@pytest.fixture
def secret(seeded: Terminal, faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal online whose user has a key in the environment and an address in a file."""
    for name, value in faulty.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    monkeypatch.setenv("NCBI_API_KEY", KEY)
    configuration = seeded.folder.parent / "config" / "sscmsc" / "config.toml"
    configuration.parent.mkdir(parents=True)
    configuration.write_text(f'email = "{EMAIL}"\napi_key = "{KEY}"\n')
    configuration.chmod(0o600)
    monkeypatch.setattr(network, "Session", partial(Session, patience=IMPATIENT))
    entry = seeded.library / "entries" / "Peltzer2018.yaml"
    entry.write_text(entry.read_text().replace("  doi: ", '  pmid: "30254641"\n  doi: ', 1))
    (seeded.folder / "good.bib").write_text(
        "@article{kept2020, author={Amsel, Ada}, title={Cells}, journal={J}, year=2020}\n"
    )
    return seeded


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that a run may have written, and what the cache holds within its own."""
    for path in folder.rglob("*"):
        if path.name == "config.toml" or not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if path.name == "answers.sqlite":
            with closing(sqlite3.connect(path)) as database:
                keys = [key for (key,) in database.execute("SELECT key FROM answers")]
            for kept in filter(None, map(AnswerCache(path.parent).find, keys)):
                yield str(path), kept.reply.url.encode()
                yield str(path), kept.reply.body


def leaks(terminal: Terminal, *runs: Ran) -> list[str]:
    """Where any of the secrets is to be seen, but for what the user wrote."""
    said = [("output", f"{ran.out}\n{ran.err}".encode()) for ran in runs]
    return [
        f"{where}: {data[max(0, place - 60) : place + 60]!r}"
        for where, data in (*said, *files(terminal.folder.parent))
        for place in [min((data.find(sign) for sign in SIGNS if sign in data), default=-1)]
        if place >= 0
    ]


def echoed(exchange: Exchange) -> str:
    """All that came in with a request."""
    question = exchange.question
    told = "&".join(f"{name}={value}" for name, all_ in question.fields.items() for value in all_)
    headers = " ".join(f"{name}: {value}" for name, value in question.headers.items())
    return f"{question.target} {told} {headers}"


def echo(status: int, kind: str = "text/plain", around: str = "{}") -> Play:
    """A service that says what it was asked, as some do when they refuse it."""

    def play(exchange: Exchange) -> None:
        body = around.replace("{}", echoed(exchange)).encode("utf-8", "replace")
        exchange.answer(Answer(status, body, kind))

    return play


def sent_on(location: Callable[[Exchange], str], status: int = 302) -> Play:
    def play(exchange: Exchange) -> None:
        where = location(exchange).replace(" ", "%20")
        exchange.answer(Answer(status, b"", "text/html", {"Location": where}))

    return play


def odd_head(exchange: Exchange) -> None:
    """The request in the reason and in every header of the answer."""
    line = re.sub(r"[^!-~]", "_", echoed(exchange))[:1500]
    exchange.write(
        f"HTTP/1.1 500 {line}\r\nRetry-After: {line}\r\nX-Error: {line}\r\nSet-Cookie: k={line}\r\n"
        f"Content-Type: {line}\r\nContent-Length: 0\r\n\r\n".encode()
    )


def with_key(exchange: Exchange) -> str:
    """The same address with the key and the address of who asks in its query."""
    return f"{exchange.question.path}?api_key={KEY}&email={EMAIL}&mailto={quote(EMAIL)}&x=1"


ECHOES: dict[str, Play] = {
    **{f"echo {status}": echo(status) for status in (200, 400, 403, 404, 429, 500, 503)},
    "echo of NCBI": echo(400, "application/json", '{"error":"API key invalid","api-key":"{}"}'),
    "echo as JSON": echo(200, "application/json", '{"message": "{}"}'),
    "echo as XML": echo(200, "text/xml", "<eFetchResult><ERROR>{}</ERROR></eFetchResult>"),
    "echo as a page": echo(200, "text/html", "<html><title>{}</title></html>"),
    "echo in the head": odd_head,
    "sent on with the key": sent_on(with_key),
    "posted on with the key": sent_on(with_key, 307),
    "sent on elsewhere": sent_on(lambda one: f"http://127.0.0.1:9{with_key(one)}"),
    "sent on to a stranger": sent_on(lambda one: f"https://evil.example{with_key(one)}"),
    "sent on with a password": sent_on(lambda one: f"https://u:{PASSWORD}@evil.example/"),
}
FAULTS: dict[str, Play] = {
    one.name: one.play for one in (*WIRE, *STATUS, *REDIRECTS, *BODY, *MATTER)
    if not re.search("slow|drip|hang|large|too much|bomb|flood|MB", one.name)
}  # fmt: skip


@pytest.mark.parametrize("name", [*ECHOES, *FAULTS])
def test_no_fault_shows_a_secret(secret: Terminal, faulty: Faulty, name: str) -> None:
    faulty.begin(ECHOES.get(name) or FAULTS[name])
    runs = [secret(*words) for words in (ASKING if name in ECHOES else ASKING[:1])]
    assert all("Traceback" not in ran.err for ran in runs)
    assert leaks(secret, *runs) == []


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize("call", tuple(every_call()), ids=lambda call: call.name)
def test_no_command_shows_a_secret(secret: Terminal, faulty: Faulty, call: Call, tty: bool) -> None:
    faulty.begin(lambda exchange: exchange.answer(exchange.good))
    words = call.with_names(
        key="Peltzer2018", other_key="Velier2022", new_key="New2020", file="good.bib", out="o.bib"
    )
    assert leaks(secret, secret(*words, "-v", tty=tty)) == []


def test_the_key_and_the_address_do_reach_the_service(secret: Terminal, faulty: Faulty) -> None:
    faulty.begin(lambda exchange: exchange.answer(exchange.good))
    ran = secret("fetch", "-v", REVIEW)
    assert ran.code == 0
    keyed = [one for one in faulty.questions if one.value("api_key") == KEY]
    assert {one.path for one in keyed} >= {"/entrez/eutils/efetch.fcgi"}
    assert {one.method for one in keyed} == {"POST"}
    assert any(EMAIL in one.headers.get("user-agent", "") for one in faulty.questions)
    assert leaks(secret, ran) == []


@pytest.mark.parametrize(
    "address",
    ["https://nowhere.invalid/", "https://127.0.0.1:9/", "{faulty}", "http://127.0.0.1:9/"],
)
def test_a_service_that_is_not_there(
    secret: Terminal, faulty: Faulty, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    base = address.replace("{faulty}", faulty.address.replace("http:", "https:") + "/")
    for name in faulty.environment():
        monkeypatch.setenv(name, f"{base}{name.casefold()}/")
    runs = [secret(*words) for words in ASKING]
    assert {ran.code for ran in runs} <= {0, 5}, [ran.err for ran in runs]
    assert 5 in {ran.code for ran in runs}
    assert leaks(secret, *runs) == []


def test_the_password_of_a_proxy(secret: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://user:{PASSWORD}@127.0.0.1:9")
    monkeypatch.setenv("SSCMSC_EUTILS_URL", "https://eutils.invalid/")
    monkeypatch.setenv("SSCMSC_CROSSREF_URL", "https://crossref.invalid/")
    runs = [secret(*words) for words in ASKING[:2]]
    assert leaks(secret, *runs) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NCBI_API_KEY", f"{KEY} {KEY}"),
        ("NCBI_API_KEY", f"{KEY}\n"),
        ("SSCMSC_EUTILS_URL", f"https://u:{PASSWORD}@127.0.0.1/"),
        ("SSCMSC_EUTILS_URL", f"https://127.0.0.1/?api_key={KEY}"),
        ("SSCMSC_CROSSREF_URL", f"https://[{PASSWORD}"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_not_repeated(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = secret("fetch", "-v", "1")
    assert leaks(secret, ran) == []


@pytest.mark.parametrize(
    "text",
    [f'api_key = "{KEY}\n', f"api_key = {KEY}\n", f'api_key = ["{KEY}"]\n', f"{KEY}\n",
     f'api_key = "{KEY}"\napi_key = "{KEY}"\n', f'email = "{EMAIL}"\nemial = "x"\n'],
)  # fmt: skip
def test_a_settings_file_that_cannot_be_read_is_not_repeated(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.delenv("NCBI_API_KEY")
    (secret.folder.parent / "config" / "sscmsc" / "config.toml").write_text(text)
    ran = secret("fetch", "-v", "1")
    assert (ran.code, ran.out) == (3, "")
    assert leaks(secret, ran) == []


def test_no_log_at_any_level_shows_a_secret(
    secret: Terminal, faulty: Faulty, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for play in (ECHOES["sent on with the key"], ECHOES["echo 500"]):
            faulty.begin(play)
            for words in ASKING:
                secret(*words)
        faulty.begin(lambda exchange: exchange.answer(exchange.good))
        for words in ASKING:
            secret(*words)
    # Nothing is logged unless a program that imports this one asks for it, and then no key.
    assert KEY not in caplog.text
    assert quote(KEY) not in caplog.text
