"""One service fails: what the others gave is saved; it is told who failed, why, and what next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.faulty import Exchange, Faulty, Play, give
from tests.http_faults import PAGE, RATE, status, told
from tests.upstream.exchange import Question
from tests.upstream.making import Made, make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream, role_of

REFERENCES = 40
KEY = "CANARY0123456789"


def of_role(role: str) -> Callable[[Question], bool]:
    return lambda question: role_of(question.path) == role


def of_database(name: str) -> Callable[[Question], bool]:
    return lambda question: question.value("db") == name


#: Each service as messages name it, and which questions are put to it.
SERVICES = {
    "PubMed": of_database("pubmed"),
    "PMC": of_database("pmc"),
    "PMC ID converter": of_role("idconv"),
    "Crossref": of_role("crossref"),
    "Europe PMC": of_role("europepmc"),
}
#: At most so many works are lacking without one of them.
WITHOUT = {"PubMed": 10, "Crossref": 8, "PMC ID converter": 2}
#: What it does, what is told of that, and the next step.
FAULTS = {
    "closed": (status(403), "answered 403", "SSCMSC_EMAIL and NCBI_API_KEY tell it who asks"),
    "busy": (status(429, Retry_After="3600"), "asks to wait 3600 s", "Try again after that time"),
    "page": (told(PAGE, kind="text/html"), "answered a web page: the service is down", ""),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Records]:
    """A review of whose list Crossref has a part, so that PMC and Europe PMC are asked too."""
    folder = tmp_path_factory.mktemp("review")
    review = make_review(folder, references=REFERENCES)
    records = Records.load(folder)
    work, article = records.works[review.doi], records.articles[review.pmid]
    listed = work["reference"]
    assert isinstance(listed, list)
    part = {**work, "reference": listed[:-2]}
    own = f'<ArticleId IdType="pubmed">{review.pmid}</ArticleId>'
    with_pmcid = f'{own}<ArticleId IdType="pmc">PMC{review.pmid}</ArticleId>'
    known = replace(article, xml=article.xml.replace(own.encode(), with_pmcid.encode(), 1))
    return review, replace(
        records,
        works={**records.works, review.doi: part},
        articles={**records.articles, review.pmid: known},
    )


@pytest.fixture(scope="module")
def faulty(made: tuple[Made, Records]) -> Iterator[Faulty]:
    with Upstream(made[1]) as upstream:
        running = Faulty(upstream)
        yield running
        running.stop()


@pytest.fixture
def there(terminal: Terminal, faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose services are the faulty ones; they let who is known ask more often."""
    for name, value in faulty.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SSCMSC_EMAIL", "lab@example.org")
    monkeypatch.setenv("NCBI_API_KEY", KEY)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    return terminal


def only(picked: Callable[[Question], bool], play: Play) -> Play:
    def chosen(exchange: Exchange) -> None:
        (play if picked(exchange.question) else give)(exchange)

    return chosen


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("service", SERVICES)
def test_one_service_that_fails_spoils_nothing_of_the_others(
    there: Terminal, faulty: Faulty, made: tuple[Made, Records], service: str, fault: str
) -> None:
    review, _ = made
    play, cause, step = FAULTS[fault]
    faulty.begin(only(SERVICES[service], play))
    ran = there("fetch", review.doi)
    assert ran.code == 5, ran.err
    assert "Traceback" not in ran.err
    assert KEY not in ran.err
    (line, *_) = [one for one in ran.err.splitlines() if cause in one]
    assert service in line
    assert step in line
    listed = there("list", "--json").objects
    # What only the failed service has is left for later.
    most = 1 + REFERENCES - review.unidentified
    assert most - WITHOUT.get(service, 0) <= len(listed) <= most
    faulty.begin(give)
    assert there("fetch", review.doi).code == 0
    assert len(there("list", "--json").objects) == most


def test_a_service_that_is_asked_too_often_is_waited_for(
    there: Terminal, faulty: Faulty, made: tuple[Made, Records]
) -> None:
    said: list[str] = []

    def refuse(exchange: Exchange) -> None:
        """The first question to each program is refused, in one of NCBI's two ways."""
        path = exchange.question.path
        if path in said or "eutils" not in path:
            return give(exchange)
        said.append(path)
        play = told(RATE, 429, Retry_After="1") if len(said) % 2 else told(RATE)
        return play(exchange)

    faulty.begin(refuse)
    assert there("fetch", made[0].doi).code == 0
    assert len(said) >= 2


def test_a_cache_that_cannot_be_used_is_named_with_what_to_do(
    there: Terminal, made: tuple[Made, Records], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SSCMSC_CACHE_DIR", str(tmp_path / "file" / "cache"))
    ran = there("fetch", made[0].doi)
    assert ran.code == 5
    assert "cannot write to the cache folder" in ran.err
    assert "Name a folder you can write to in SSCMSC_CACHE_DIR." in ran.err
