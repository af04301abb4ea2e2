"""The loopback services against what is documented and recorded of the real ones."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest
from lxml import etree

from sscmsc.jsontext import Json, items, member, number_member, objects, text_member, texts
from tests.upstream import Fault, Records, Upstream
from tests.upstream.__main__ import main
from tests.upstream.demo import FOLDER, REVIEW, WORKS, cited_by_review, write_demonstration
from tests.upstream.making import make_review

EFETCH = "/entrez/eutils/efetch.fcgi"
ESEARCH = "/entrez/eutils/esearch.fcgi"
ECITMATCH = "/entrez/eutils/ecitmatch.cgi"
IDCONV = "/tools/idconv/api/v1/articles/"
EUROPEPMC = "/europepmc/webservices/rest"
REVIEW_DOI = "10.3389/fimmu.2018.02013"


class Got(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Json:
        value: Json = json.loads(self.body)
        return value

    @property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.body)


class Client:
    """One kept connection to the server."""

    def __init__(self, upstream: Upstream, role: str = "") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(upstream.host(role)).netloc)

    def get(self, path: str, accept: str = "*/*", **fields: str) -> Got:
        target = f"{path}?{urlencode(fields)}" if fields else path
        self._connection.request("GET", target, headers={"Accept": accept})
        return self._got()

    def post(self, path: str, **fields: str) -> Got:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", path, urlencode(fields), form)
        return self._got()

    def _got(self) -> Got:
        answer = self._connection.getresponse()
        return Got(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def client(upstream: Upstream) -> Iterator[Client]:
    connected = Client(upstream)
    yield connected
    connected.close()


def pmids(answer: Got) -> list[str]:
    return [one.text or "" for one in answer.xml.findall("PubmedArticle/MedlineCitation/PMID")]


def test_efetch_leaves_out_what_it_does_not_know_and_answers_doubles_once(client: Client) -> None:
    asked = "99000013,98999999,99000011,99000013,0099000012"
    for answer in (
        client.get(EFETCH, db="pubmed", id=asked),
        client.post(EFETCH, db="pubmed", id=asked),
    ):
        assert answer.status == 200
        assert sorted(pmids(answer)) == ["99000011", "99000012", "99000013"]
    nothing = client.get(EFETCH, db="pubmed", id="98999999")
    assert nothing.status == 200
    assert nothing.body.endswith(b"<PubmedArticleSet></PubmedArticleSet>")


def test_efetch_refuses_what_are_no_ids(client: Client) -> None:
    for ids in ("", "PMC6146027", "abc,10.1/x"):
        answer = client.get(EFETCH, db="pubmed", id=ids)
        assert answer.status == 400
        assert answer.xml.findtext("ERROR") == ("ID list is empty! Possibly it has no correct IDs.")


@pytest.mark.corpora
def test_efetch_gives_recorded_records_as_they_are(corpora: Path, tmp_path: Path) -> None:
    recorded = corpora / "A-pubmed-xml" / "jabref-medline"
    source = recorded / "MedlineImporterTestArticleID.xml"
    (tmp_path / "pubmed").mkdir()
    (tmp_path / "pubmed" / "one.xml").symlink_to(source)
    records = Records.load(tmp_path)
    number = next(iter(records.articles))
    served = etree.fromstring(records.articles[number].xml)
    (original,) = etree.parse(str(source)).getroot().findall("PubmedArticle")
    assert [*served.itertext()] == [*original.itertext()]


@pytest.mark.parametrize(
    ("term", "found"),
    [
        (f'"{REVIEW_DOI}"[AID]', ["99000001"]),
        (f"{REVIEW_DOI.upper()}[DOI]", ["99000001"]),
        ("99000011[PMID]", ["99000011"]),
        ('"10.1056/nejmra0806188"[AID] OR "10.1002/art.11073"[AID]', ["99000015", "99000011"]),
        ('"10.5555/ssc.4"[AID]', []),
    ],
)
def test_esearch(client: Client, term: str, found: list[str]) -> None:
    answer = client.post(ESEARCH, db="pubmed", term=term, retmode="json").json
    assert list(texts(answer, "esearchresult", "idlist")) == found
    assert text_member(answer, "esearchresult", "count") == str(len(found))
    xml = client.get(ESEARCH, db="pubmed", term=term).xml
    assert [one.text for one in xml.findall("IdList/Id")] == found
    assert xml.findtext("Count") == str(len(found))


def test_esearch_says_what_it_did_not_find(client: Client) -> None:
    absent = '"10.5555/ssc.4"[AID] OR abc[Nonsense]'
    result = member(client.get(ESEARCH, term=absent, retmode="json").json, "esearchresult")
    assert texts(result, "warninglist", "quotedphrasesnotfound") == ('"10.5555/ssc.4"',)
    assert texts(result, "warninglist", "outputmessages") == ("No items found.",)
    assert texts(result, "errorlist", "phrasesnotfound") == ("abc",)
    assert texts(result, "errorlist", "fieldsnotfound") == ("Nonsense",)
    xml = client.get(ESEARCH, term=absent).xml
    assert xml.findtext("ErrorList/PhraseNotFound") == "abc"
    assert xml.findtext("WarningList/QuotedPhraseNotFound") == '"10.5555/ssc.4"'


def test_esearch_pages(client: Client) -> None:
    term = " OR ".join(f"{number}[PMID]" for number in range(99000011, 99000021))
    result = member(
        client.get(ESEARCH, term=term, retmode="json", retmax="3", retstart="2").json,
        "esearchresult",
    )
    assert text_member(result, "count") == "10"
    assert texts(result, "idlist") == ("99000018", "99000017", "99000016")


def test_a_stray_hit_is_told_by_a_warning_only(upstream: Upstream, client: Client) -> None:
    upstream.stray_hits = True
    answer = client.get(ESEARCH, term='"10.5555/ssc.4"[AID]', retmode="json").json
    assert text_member(answer, "esearchresult", "count") == "1"
    assert texts(answer, "esearchresult", "warninglist", "quotedphrasesnotfound")


def test_ecitmatch_answers_in_plain_text_and_ignores_a_wrong_year(client: Client) -> None:
    lines = (
        "n engl j med|2009|360|1989|gabrielli a|a|",
        "n engl j med|1900|360|1989|nobody x|b|",
        "n engl j med|2009|361|1|gabrielli a|c|",
        "no such journal|2009|360|1989|x|d|",
        "cut off",
    )
    answer = client.post(ECITMATCH, db="pubmed", retmode="xml", bdata="\r".join(lines))
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.body.decode().splitlines() == [
        lines[0] + "99000011",
        lines[1] + "99000011",
        lines[2] + "NOT_FOUND",
        lines[3] + "NOT_FOUND;INVALID_JOURNAL",
    ]


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("illness[ti] AND klee[ti]", ["99000013"]),
        ("Gabrielli[au] AND 360[vi] AND 1989[pg]", ["99000011"]),
        ("(klee[ti] AND 2003:2005[dp]) OR (gabrielli a[1au])", ["99000013", "99000011"]),
        ("denton[1au]", []),
        ('"N Engl J Med"[ta] NOT scleroderma[ti]', []),
        # A word that is nowhere is left out of the query and named.
        ("klee[ti] AND nowhere[ti]", ["99000013"]),
    ],
)
def test_esearch_by_fields(client: Client, term: str, found: list[str]) -> None:
    answer = client.post(ESEARCH, db="pubmed", term=term, retmode="json").json
    assert list(texts(answer, "esearchresult", "idlist")) == found
    absent = texts(answer, "esearchresult", "errorlist", "phrasesnotfound")
    assert ("nowhere" in absent) == ("nowhere" in term)


def test_ecitmatch_does_not_decide_between_several(client: Client) -> None:
    lines = ("J Synth Examples||1|||a|", "N Engl J Med|||1989||b|")
    answer = client.post(ECITMATCH, db="pubmed", bdata="\r".join(lines)).body.decode()
    many, one = answer.splitlines()
    assert re.fullmatch(r"AMBIGUOUS (?:\d+(?:,\d+)+|\(\d+ citations\))", many[len(lines[0]) :])
    assert one == f"{lines[1]}99000011"


def test_the_converter_knows_only_what_is_in_pmc(upstream: Upstream, client: Client) -> None:
    answer = client.get(IDCONV, ids="PMC99000017,PMC1", format="json")
    known, unknown = objects(answer.json, "records")
    assert known == {"pmcid": "PMC99000017", "pmid": 99000017, "requested-id": "PMC99000017"}
    assert unknown["errmsg"] == "Identifier not found in PMC"
    upstream.absent = True
    assert len(objects(client.get(IDCONV, ids="PMC1", format="json").json, "records")) == 0
    bare = client.get(IDCONV, ids="99000017", idtype="pmcid", format="json").json
    assert [one["pmcid"] for one in objects(bare, "records")] == ["PMC99000017"]
    by_doi = client.get(IDCONV, ids="10.1056/NEJMoa1703327", format="json").json
    assert [number_member(one, "pmid") for one in objects(by_doi, "records")] == [99000014]


@pytest.mark.parametrize("ids", ["99000014,10.1056/NEJMoa1703327", "PMC99000017,99000017", ""])
def test_the_converter_takes_one_kind_at_a_time(client: Client, ids: str) -> None:
    assert client.get(IDCONV, ids=ids, format="json").status == 400


def test_the_converter_takes_200_and_has_moved(client: Client) -> None:
    ids = [str(number) for number in range(1, 202)]
    assert client.get(IDCONV, ids=",".join(ids), format="json").status == 400
    assert client.get(IDCONV, ids=",".join(ids[:200]), format="json").status == 200
    old = client.get("/pmc/utils/idconv/v1.0/", ids="PMC1", format="json")
    assert old.status == 301
    assert IDCONV in old.headers["location"]


def test_crossref_gives_one_work(client: Client) -> None:
    answer = client.get(f"/works/{quote(REVIEW_DOI.upper(), safe='')}")
    assert text_member(answer.json, "message-type") == "work"
    assert text_member(answer.json, "message", "DOI") == REVIEW_DOI
    assert number_member(answer.json, "message", "references-count") == 24
    assert len(items(answer.json, "message", "reference")) == 24
    assert answer.headers["x-rate-limit-limit"] == "10"


def test_crossref_does_not_know_in_plain_text(client: Client) -> None:
    answer = client.get("/works/10.5555%2Fnothing")
    assert (answer.status, answer.body) == (404, b"Resource not found.")
    assert answer.headers["content-type"] == "application/json"


def test_crossref_forwards_an_alias(upstream: Upstream, client: Client) -> None:
    answer = client.get("/works/10.5555%2Fssc.10.old")
    assert answer.status == 301
    assert answer.headers["location"] == f"{upstream.host()}/works/10.5555%2Fssc.10"


def test_crossref_lists_what_it_knows_in_no_order(client: Client) -> None:
    asked = ["10.5555/ssc.3", "10.5555/ssc.1", "10.5555/nothing", "10.5555/ssc.10.old"]
    wanted = ",".join(f"doi:{one}" for one in asked)
    answer = client.get("/works", filter=wanted, rows="10", select="DOI,title").json
    listed = objects(answer, "message", "items")
    assert sorted(str(one["DOI"]) for one in listed) == ["10.5555/ssc.1", "10.5555/ssc.3"]
    assert {name for one in listed for name in one} == {"DOI", "title"}
    assert number_member(answer, "message", "total-results") == 2
    assert len(items(client.get("/works", rows="5").json, "message", "items")) == 5


@pytest.mark.parametrize(
    "fields",
    [{"rows": "1001"}, {"filter": "doi:10.5555/a,b"}, {"filter": "nonsense:1"}],
)
def test_crossref_refuses_what_makes_no_sense(client: Client, fields: dict[str, str]) -> None:
    answer = client.get("/works", **fields)
    assert answer.status == 400
    assert text_member(answer.json, "message-type") == "validation-failure"


def test_an_address_may_not_be_endless(client: Client) -> None:
    assert client.get("/works", filter="doi:10.5555/" + "a" * 8200).status == 414


def test_crossref_finds_the_notice_of_a_work_and_searches_words(client: Client) -> None:
    assert not items(client.get("/works", filter="updates:10.5555/ssc.6").json, "message", "items")
    query = {"query.bibliographic": "Gabrielli Scleroderma 1989"}
    answer = client.get("/works", **query, rows="2").json
    found = objects(answer, "message", "items")
    assert text_member(found[0], "DOI") == "10.1056/nejmra0806188"
    assert len(found) == 2
    assert (number_member(answer, "message", "total-results") or 0) > 2
    assert client.get("/works", **query, select="DOI,nonsense").status == 400


def test_doi_org_sends_on_and_names_the_agency(upstream: Upstream, client: Client) -> None:
    answer = client.get(f"/{REVIEW_DOI}", accept="application/vnd.citationstyles.csl+json")
    assert answer.status == 302
    assert answer.headers["location"].startswith(f"{upstream.host()}/v1/works/")
    moved = client.get(urlsplit(answer.headers["location"]).path)
    assert text_member(moved.json, "DOI") == REVIEW_DOI
    assert client.get("/10.5555/nothing").status == 404
    assert client.get("/nonsense").status == 400
    (agency,) = items(client.get(f"/doiRA/{REVIEW_DOI}").json)
    assert agency == {"DOI": REVIEW_DOI, "RA": "Crossref"}


def test_europe_pmc_searches_and_gives_references_by_page(client: Client) -> None:
    found = client.get(f"{EUROPEPMC}/search", query=f'DOI:"{REVIEW_DOI}"', format="json").json
    (result,) = objects(found, "resultList", "result")
    assert (result["pmid"], result["source"]) == ("99000001", "MED")
    path = f"{EUROPEPMC}/MED/99000001/references"
    page = client.get(path, page="2", pageSize="10", format="json").json
    assert number_member(page, "hitCount") == 24
    listed = objects(page, "referenceList", "reference")
    assert [one["citedOrder"] for one in listed] == list(range(11, 21))
    assert text_member(listed[4], "unstructuredInformation") == cited_by_review()[14].text
    by_pmcid = f"{EUROPEPMC}/PMC/PMC99000001/references"
    assert objects(
        client.get(by_pmcid, page="2", pageSize="10", format="json").json,
        "referenceList", "reference",
    ) == listed  # fmt: skip
    nothing = client.get(f"{EUROPEPMC}/MED/4/references", format="json").json
    assert number_member(nothing, "hitCount") == 0
    assert client.get(f"{EUROPEPMC}/nonsense", format="json").status == 404


def test_europe_pmc_gives_the_works_that_cite_one(client: Client) -> None:
    path = f"{EUROPEPMC}/MED/99000018/citations"
    answer = client.get(path, format="json").json
    assert number_member(answer, "hitCount") == 2
    citing = objects(answer, "citationList", "citation")
    assert [one["id"] for one in citing] == ["99000001", "99000002"]
    assert citing[0]["pubYear"] == 2018


def test_efetch_gives_full_texts_by_digits(client: Client) -> None:
    asked = {"db": "pmc", "retmode": "xml"}
    answer = client.post(EFETCH, **asked, id="99000001,123,PMC99000001").xml
    assert [one.tag for one in answer] == ["article", "error", "error"]
    assert [one.get("id") for one in answer.findall("error")] == ["123", "PMC99000001"]
    assert len(answer.findall("article/back/ref-list/ref")) == 24
    assert client.post(EFETCH, **asked, id="").status == 400


def test_what_pmc_and_europe_pmc_list_is_what_the_others_list(tmp_path: Path) -> None:
    made = make_review(tmp_path, 60)
    records = Records.load(tmp_path)
    ours = records.cited[f"MED/{made.pmid}"]
    assert [one["citedOrder"] for one in ours] == list(range(1, 61))
    assert sum(one.get("source") == "MED" for one in ours) == made.with_pmid
    (article,) = [etree.fromstring(one) for one in records.full_texts.values()]
    refs = article.findall("back/ref-list/ref")
    kinds = [sorted(str(one.get("pub-id-type")) for one in ref.iter("pub-id")) for ref in refs]
    assert kinds.count(["doi", "pmid"]) == made.with_pmid
    assert kinds.count(["doi"]) == made.doi_in_pubmed + made.doi_elsewhere
    assert kinds.count(["pmcid"]) == made.pmcid_only
    assert kinds.count([]) == made.unidentified
    assert {one["pmcid"] for one in records.converted} >= set(records.full_texts)


def test_requests_and_connections_are_counted(upstream: Upstream, client: Client) -> None:
    for _ in range(3):
        client.get(EFETCH, db="pubmed", id="99000011")
    other = Client(upstream)
    other.get("/works/10.5555%2Fssc.1")
    assert [one.role for one in upstream.requests] == ["eutils"] * 3 + ["crossref"]
    assert [one.connection for one in upstream.requests] == [1, 1, 1, 2]
    assert (upstream.connections, upstream.round_trips) == (2, 8)
    assert upstream.busiest_second("eutils") == 3
    logged = client.get("/_requests", clear="1").json
    assert number_member(logged, "round_trips") == 8
    assert upstream.requests == ()
    other.close()


def test_round_trips_that_are_waited_for(review_records: Records) -> None:
    with Upstream(review_records, latency=0.05, connection_latency=0.1) as running:
        first, second = Client(running), Client(running)

        def ask(client: Client) -> Got:
            return client.get("/works/10.5555%2Fssc.1")

        with ThreadPoolExecutor() as pool:
            assert {one.status for one in pool.map(ask, (first, second))} == {200}
        ask(first)
        assert running.round_trips == 7
        assert running.round_trips_in_turn == 4
        first.close()
        second.close()


def test_each_service_may_have_a_port(review_records: Records) -> None:
    with Upstream(review_records, separate=True) as running:
        assert len({urlsplit(one).netloc for one in running.environment.values()}) == 6
        client = Client(running, "crossref")
        assert client.get("/works/10.5555%2Fssc.1").status == 200
        client.close()


def test_the_rate_of_ncbi_can_be_enforced(review_records: Records) -> None:
    with Upstream(review_records, enforce_rate=True) as running:
        client = Client(running)
        statuses = [client.get(EFETCH, db="pubmed", id="1").status for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = client.get(EFETCH, db="pubmed", id="1")
        assert text_member(refused.json, "error") == "API rate limit exceeded"
        assert refused.headers["retry-after"] == "2"
        assert client.get(EFETCH, db="pubmed", id="1", api_key="k").status == 200
        client.close()


def test_faults_that_change_the_answer(upstream: Upstream, client: Client) -> None:
    path = "/works/10.5555%2Fssc.1"
    right = client.get(path)
    cases = {
        "html": (200, b"<!DOCTYPE html>"),
        "empty": (200, b""),
        "type": (200, right.body),
        "cut": (200, right.body[: len(right.body) // 2]),
        "rate": (429, b"{"),
        "gzip": (200, right.body),
    }
    for kind, (status, start) in cases.items():
        upstream.faults.clear()
        upstream.faults.add(Fault(kind, role="crossref"))
        answer = client.get(path)
        assert (answer.status, answer.body[: len(start)]) == (status, start), kind
    upstream.faults.clear()
    upstream.faults.add(Fault("status", status=503, retry_after="7", nth=2))
    answers = [client.get(path) for _ in range(3)]
    assert [one.status for one in answers] == [200, 503, 200]
    assert answers[1].headers["retry-after"] == "7"
    assert upstream.faults.hits == 1


def test_faults_of_the_wire(upstream: Upstream) -> None:
    path = f"{upstream.host()}/works/10.5555%2Fssc.1"
    upstream.faults.add(
        Fault("drop", nth=1), Fault("truncated", nth=1), Fault("drip", seconds=0.05)
    )
    with pytest.raises((http.client.RemoteDisconnected, urllib.error.URLError)):
        urllib.request.urlopen(path)
    with pytest.raises(http.client.IncompleteRead), urllib.request.urlopen(path) as answer:
        answer.read()
    with urllib.request.urlopen(path) as answer:
        whole: Json = json.loads(answer.read())
    assert text_member(whole, "message", "DOI") == "10.5555/ssc.1"


@pytest.mark.parametrize(
    ("kind", "count"), [("reversed", 2), ("doubled", 4), ("fewer", 1), ("extra", 3)]
)
def test_faults_that_disarrange_a_batch(
    upstream: Upstream, client: Client, kind: str, count: int
) -> None:
    upstream.faults.add(Fault(kind))
    assert len(pmids(client.get(EFETCH, db="pubmed", id="99000011,99000012"))) == count
    listed = client.get("/works", filter="doi:10.5555/ssc.1,doi:10.5555/ssc.3").json
    assert len(items(listed, "message", "items")) == count


def test_faults_by_chance_are_the_same_for_the_same_seed(
    upstream: Upstream, client: Client
) -> None:
    def statuses() -> list[int]:
        upstream.faults.clear(seed=7)
        upstream.faults.add(Fault("status", probability=0.5, status=500))
        return [client.get("/works/10.5555%2Fssc.1").status for _ in range(20)]

    first = statuses()
    assert first == statuses()
    assert set(first) == {200, 500}


def test_faults_are_told_by_http(client: Client) -> None:
    assert client.get("/_faults", kind="status", status="502", times="1").status == 200
    assert client.get("/works/10.5555%2Fssc.1").status == 502
    assert client.get("/works/10.5555%2Fssc.1").status == 200
    assert number_member(client.get("/_faults", clear="1").json, "hits") == 0
    assert client.get("/_faults", kind="nonsense").status == 400


def test_the_demonstration_is_what_its_facts_say(tmp_path: Path) -> None:
    write_demonstration(tmp_path)
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        assert (FOLDER / path.relative_to(tmp_path)).read_bytes() == path.read_bytes()


def test_the_demonstration_does_not_pass_for_the_real_thing() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "99000001" in readme
    for work in WORKS:
        assert not work.pmid or work.pmid.startswith("990000")
        assert not work.pmcid or work.pmcid.startswith("PMC990000")
        if "synthetic" in work.title:
            assert work.doi.startswith("10.5555/") or not work.doi
    assert len(cited_by_review()) == 24


def test_records_follow_the_dtd(corpora: Path, tmp_path: Path) -> None:
    with (corpora / "schemas" / "pubmed_250101.dtd").open("rb") as text:
        dtd = etree.DTD(text)
    make_review(tmp_path, 20)
    for folder in (FOLDER, tmp_path):
        tree = etree.parse(str(folder / "pubmed" / "works.xml"))
        assert dtd.validate(tree), str(dtd.error_log)


def test_a_made_review_has_the_mix_it_says(tmp_path: Path) -> None:
    made = make_review(tmp_path, 200)
    assert made[2:] == (200, 140, 20, 20, 10, 10)
    records = Records.load(tmp_path)
    lines = etree.fromstring(records.articles[made.pmid].xml).findall(".//Reference")
    kinds = [
        tuple(one.get("IdType") or "" for one in line.findall("ArticleIdList/ArticleId"))
        for line in lines
    ]
    assert len(kinds) == 200
    assert kinds.count(("doi", "pubmed")) == 140
    assert kinds.count(("doi",)) == 40
    assert kinds.count(("pmc",)) == 10
    assert kinds.count(()) == 10
    dois = [line.findtext("ArticleIdList/ArticleId[@IdType='doi']") for line in lines]
    in_pubmed = [bool(doi and records.by_article_id(doi)) for doi in dois]
    assert in_pubmed.count(True) == 160
    assert all(not doi or doi in records.works for doi in dois)


def test_the_command_wants_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--records", str(FOLDER / "nothing")])
    assert ended.value.code == 2
    assert "is no folder" in capsys.readouterr().err


def test_the_addresses_are_those_of_the_design(upstream: Upstream) -> None:
    assert set(upstream.environment) == {
        "SSCMSC_EUTILS_URL",
        "SSCMSC_IDCONV_URL",
        "SSCMSC_CROSSREF_URL",
        "SSCMSC_EUROPEPMC_URL",
        "SSCMSC_DOI_URL",
        "SSCMSC_ICITE_URL",
    }
    assert REVIEW.doi == REVIEW_DOI
