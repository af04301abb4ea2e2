"""Crossref's work messages: small ones of our own in the real shapes, and all recorded ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.crossref_work import parse_work
from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.identifiers import DOI, parse_doi
from sscmsc.jsontext import Json
from sscmsc.record import (
    AbstractSection,
    Container,
    Grant,
    Group,
    Person,
    Publication,
    PublicationType,
    Record,
    Relation,
    TrialRegistration,
)
from sscmsc.reference import Reference
from sscmsc.text import RichText


def record(**fields: Json) -> Record:
    """The record of a message with these fields, `container_title` for `container-title`."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return parse_work({"DOI": "10.5555/Work.1", "type": "journal-article", **named}).record


def references(*deposited: dict[str, Json]) -> tuple[Reference, ...]:
    listed: list[Json] = [*deposited]
    message: dict[str, Json] = {
        "DOI": "10.5555/work.1",
        "reference": listed,
        "references-count": len(deposited),
    }
    work = parse_work(message)
    assert work.stated == len(deposited)
    assert work.references is not None
    return work.references


def test_an_article_in_full() -> None:
    read = record(
        title=["Stromal cells &amp; fibrosis <i>in vitro</i>"],
        container_title=["Journal of Synthetic Examples"],
        short_container_title=["J. Synth. Ex."],
        issn_type=[
            {"type": "print", "value": "1234-567x"},
            {"type": "electronic", "value": "2345-6789"},
        ],
        published_print={"date-parts": [[2018, 9]]},
        published_online={"date-parts": [[2018, 8, 31]]},
        issued={"date-parts": [[2018, 8, 31]]},
        article_number="2013",
        author=[
            {"given": "Ada B.", "family": "Amsel", "suffix": "Jr.", "sequence": "first",
             "ORCID": "http://orcid.org/0000-0002-1694-233x",
             "affiliation": [{"name": "University of Examples"}, {"place": ["Nowhere"]}]},
            {"name": "Synthetic Working Party", "sequence": "additional", "affiliation": []},
        ],
        volume="9", issue="1", language="en",
    )  # fmt: skip
    assert read == Record(
        "crossref",
        doi=DOI("10.5555/work.1"),
        title=RichText("Stromal cells & fibrosis <i>in vitro</i>"),
        authors=(
            Person("Amsel", "Ada B.", None, "Jr.", "0000-0002-1694-233X",
                   ("University of Examples",)),
            Group("Synthetic Working Party"),
        ),
        container=Container(
            "Journal of Synthetic Examples", iso_abbreviation="J. Synth. Ex.",
            issn_print="1234-567X", issn_electronic="2345-6789",
        ),
        volume="9",
        issue="1",
        article_number="2013",
        issued=PartialDate(2018, 9),
        online=PartialDate(2018, 8, 31),
        languages=("eng",),
    )  # fmt: skip


@pytest.mark.parametrize("message", [None, [], "10.5555/a", {}, {"DOI": None}, {"DOI": "unknown"}])
def test_what_is_no_work_is_refused(message: Json) -> None:
    with pytest.raises(InputError, match="without a DOI"):
        parse_work(message)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, None),
        ({"title": []}, None),
        ({"title": [None, "", " "]}, None),
        ({"title": "Given as one text."}, "Given as one text"),
        ({"title": ["First", "Second"]}, "First"),
        ({"title": ["Cells"], "subtitle": ["A review"]}, "Cells: A review"),
        ({"title": ["Cells?"], "subtitle": ["A review"]}, "Cells? A review"),
        ({"title": ["Cells: A Review"], "subtitle": ["A REVIEW"]}, "Cells: A Review"),
        ({"title": ["Cells"], "subtitle": [""]}, "Cells"),
        ({"title": ["Clams (\n    <i>Tridacna</i>\n  ) and\n  <i>Hippopus</i>"]},
         "Clams (<i>Tridacna</i>) and <i>Hippopus</i>"),
        ({"title": ["<scp>T</scp>reebase in <scp>r</scp>"]}, "Treebase in r"),
        ({"title": ["Effect at p&amp;lt;0.05"]}, "Effect at p<0.05"),
        ({"title": ["RETRACTED: ALL CAPITALS"]}, "RETRACTED: ALL CAPITALS"),
        ({"title": ['H <mml:math xmlns:mml="m"><mml:mi>x</mml:mi></mml:math> gas']}, "H x gas"),
        ({"title": ["An <inline-formula><tex-math>\\beta</tex-math></inline-formula>β test"]},
         "An β test"),
    ],
)  # fmt: skip
def test_titles(fields: dict[str, Json], title: str | None) -> None:
    assert record(**fields).title == title


def test_a_title_in_the_works_own_language() -> None:
    read = record(title=["Stromal cells"], language="fr", original_title=["Les cellules"])
    assert (read.title, read.original_title, read.title_translated) == (
        "Stromal cells",
        "Les cellules",
        True,
    )
    same = record(title=["Stromal cells"], language="en", original_title=["Stromal Cells"])
    assert (same.original_title, same.title_translated) == (None, False)


@pytest.mark.parametrize(
    ("fields", "issued", "online"),
    [
        ({}, None, None),
        ({"issued": {"date-parts": [[None]]}}, None, None),
        ({"issued": {"date-parts": []}}, None, None),
        ({"issued": None}, None, None),
        ({"issued": {"date-parts": [[2018]]}}, "2018", None),
        ({"issued": {"date-parts": [["2018", "9"]]}}, "2018-09", None),
        ({"issued": {"date-parts": [[2018, 13, 40]]}}, "2018", None),
        ({"issued": {"date-parts": [[2018, None, 3]]}}, "2018", None),
        ({"issued": {"date-parts": [[2018, 9, 13, 1], [2019]]}}, "2018-09-13", None),
        ({"issued": {"date-parts": [[20018]]}}, None, None),
        ({"issued": {"date-parts": [[0]]}, "published": {"date-parts": [[2001]]}}, "2001", None),
        ({"issued": {"date-parts": [[2019, 12]]}, "published-print": {"date-parts": [[2020, 1]]},
          "published-online": {"date-parts": [[2019, 12]]}}, "2020-01", "2019-12"),
        ({"issued": {"date-parts": [[2019]]},
          "journal-issue": {"issue": "2", "published-print": {"date-parts": [[2020, 2]]}}},
         "2020-02", None),
        ({"issued": {"date-parts": [[2020, 5, 4]]}, "posted": {"date-parts": [[2020, 5, 4]]}},
         "2020-05-04", "2020-05-04"),
    ],
)  # fmt: skip
def test_dates(fields: dict[str, Json], issued: str | None, online: str | None) -> None:
    read = record(**fields)
    assert (
        str(read.issued) if read.issued else None,
        str(read.online) if read.online else None,
    ) == (issued, online)


@pytest.mark.parametrize(
    ("fields", "pages", "article_number"),
    [
        ({"page": "1989-2003"}, "1989-2003", None),
        ({"page": "117-26"}, "117-126", None),
        ({"page": "e33693"}, None, "e33693"),
        ({"page": "1"}, "1", None),
        ({"page": "n/a-n/a"}, None, None),
        ({"article-number": "2013"}, None, "2013"),
        ({"page": "2013", "article-number": "2013"}, None, "2013"),
        ({"page": "1-12", "article-number": "77"}, "1-12", "77"),
    ],
)
def test_pages_and_article_numbers(
    fields: dict[str, Json], pages: str | None, article_number: str | None
) -> None:
    read = record(**fields)
    assert (read.pages, read.article_number) == (pages, article_number)


def test_odd_authors() -> None:
    read = record(
        author=[
            {"sequence": "first", "affiliation": []},
            {"family": "ONLYFAMILY"},
            {"given": "李"},
            {"family": "O&#39;Neil", "given": "<b>Jo</b>", "ORCID": "0000-0002"},
            {"name": "  A\n Group "},
            {"family": "et al."},
        ],
        editor=[{"family": "Eiche", "given": "E."}],
    )
    assert read.authors == (
        Person("ONLYFAMILY"),
        Person("李"),
        Person("O'Neil", "Jo"),
        Group("A Group"),
    )
    assert not read.authors_complete
    assert read.editors == (Person("Eiche", "E."),)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("journal-article", "article-journal"),
        ("posted-content", "article"),
        ("book-chapter", "chapter"),
        ("monograph", "book"),
        ("proceedings-article", "paper-conference"),
        ("dissertation", "thesis"),
        ("peer-review", "review"),
        ("component", "document"),
        ("article-journal", "article-journal"),
        ("a-type-of-tomorrow", "document"),
    ],
)
def test_kinds(given: str, kind: str) -> None:
    assert record(type=given).kind == kind


def test_a_chapter_has_a_book_a_series_and_a_publisher() -> None:
    read = record(
        type="book-chapter",
        publisher="Examples &amp; Sons",
        ISBN=["http://id.crossref.org/isbn/978-3-540-70503-1", "978-3-540-70503-1", "none"],
        container_title=["Lecture Notes in Examples", "The Book"],
        publisher_location="Berlin",
        edition_number=3,
    )
    assert read.container == Container("The Book")
    assert read.publication == Publication(
        "Examples & Sons", "Berlin", "3", ("9783540705031",), "Lecture Notes in Examples"
    )
    swapped = record(type="book-chapter", container_title=["The Book", "Methods in Examples"])
    assert swapped.container == Container("The Book")
    assert record(publisher="A Journal's Publisher").publication is None


def test_a_preprint() -> None:
    read = record(type="posted-content", subtype="preprint", institution=[{"name": "bioRxiv"}])
    assert read.container == Container("bioRxiv")
    assert read.publication_types == (PublicationType("Preprint", "D000076942"),)


@pytest.mark.parametrize(
    ("code", "languages"),
    [
        ("en", ("eng",)),
        ("de-CH", ("ger",)),
        ("zh", ("chi",)),
        ("spa", ("spa",)),
        ("x", ()),
        (7, ()),
    ],
)
def test_languages(code: Json, languages: tuple[str, ...]) -> None:
    assert record(language=code).languages == languages


def test_abstract_sections() -> None:
    read = record(
        abstract="<jats:title>Abstract</jats:title>\n<jats:sec><jats:title>Aims:</jats:title>"
        "<jats:p>To see.</jats:p><jats:p>P&lt;0.001, <jats:italic>n</jats:italic> = 3.</jats:p>"
        "</jats:sec><jats:sec><jats:p>Without title.</jats:p></jats:sec>"
    )
    assert read.abstract == (
        AbstractSection(RichText("To see."), "Aims"),
        AbstractSection(RichText("P<0.001, <i>n</i> = 3.")),
        AbstractSection(RichText("Without title.")),
    )
    assert record(abstract="Plain words.").abstract == (AbstractSection(RichText("Plain words.")),)


def test_trials_and_grants() -> None:
    read = record(
        funder=[
            {"name": "A Foundation", "award": ["A-1", "A-2"]},
            {"name": "A Foundation", "award": ["A-1"]},
            {"name": "An Agency"},
            {"award": []},
        ],
        clinical_trial_number=[
            {"clinical-trial-number": "nct03797326",
             "registry": "10.18810/clinical-trials-gov"},
            {"clinical-trial-number": "isrctn12345678", "registry": "10.18810/isrctn"},
            {"clinical-trial-number": "X-1", "registry": "10.18810/elsewhere"},
            {"registry": "10.18810/isrctn"},
        ],
    )  # fmt: skip
    assert read.grants == (
        Grant("A-1", "A Foundation"),
        Grant("A-2", "A Foundation"),
        Grant(None, "An Agency"),
    )
    assert read.trials == (
        TrialRegistration("ClinicalTrials.gov", "NCT03797326"),
        TrialRegistration("ISRCTN", "ISRCTN12345678"),
        TrialRegistration("elsewhere", "X-1"),
    )


def test_updates_in_pubmeds_words() -> None:
    day: Json = {"date-parts": [[2010, 2, 6]]}
    notice: dict[str, Json] = {"DOI": "10.5555/NOTICE", "type": "retraction", "updated": day}
    read = record(
        updated_by=[
            {**notice, "source": "publisher"},
            {**notice, "source": "retraction-watch"},
            {"DOI": "10.5555/erratum", "type": "correction"},
            {"DOI": "10.5555/worry", "type": "Expression of concern"},
            {"DOI": "10.5555/odd", "type": "addendum", "label": "Addendum"},
            {"DOI": "10.5555/WORK.1", "type": "new_version"},
            {"type": "retraction"},
        ],
        update_to=[{"DOI": "10.5555/other", "type": "withdrawal", "source": "publisher"}],
        relation={
            "correction": [{"id-type": "doi", "id": "10.5555/erratum"}],
            "has-preprint": [{"id-type": "doi", "id": "10.5555/preprint"}],
            "is-preprint-of": [{"id-type": "doi", "id": "10.5555/printed"}],
            "cites": [{"id-type": "doi", "id": "10.5555/cited"}],
            "has-review": [{"id-type": "uri", "id": "https://example.org/review"}],
            "empty": None,
        },
    )
    retracted = DOI("10.5555/notice")
    when = PartialDate(2010, 2, 6)
    assert read.relations == (
        Relation("RetractionIn", doi=retracted, date=when, asserted_by="publisher"),
        Relation("RetractionIn", doi=retracted, date=when, asserted_by="retraction-watch"),
        Relation("ErratumIn", doi=DOI("10.5555/erratum")),
        Relation("ExpressionOfConcernIn", doi=DOI("10.5555/worry")),
        Relation("addendum", "Addendum", doi=DOI("10.5555/odd")),
        Relation("RetractionOf", "Withdrawal", doi=DOI("10.5555/other"), asserted_by="publisher"),
        Relation("UpdateOf", doi=DOI("10.5555/preprint")),
        Relation("UpdateIn", doi=DOI("10.5555/printed")),
        Relation("has-review", "https://example.org/review"),
    )


@pytest.mark.parametrize(
    ("fields", "listed", "stated"),
    [
        ({"references-count": 0}, (), 0),
        ({"references-count": 12}, None, 12),
        ({"reference-count": 12, "reference": []}, None, 12),
        ({}, None, None),
    ],
)
def test_no_list_is_not_an_empty_list(
    fields: dict[str, Json], listed: tuple[Reference, ...] | None, stated: int | None
) -> None:
    work = parse_work({"DOI": "10.5555/work.1", **fields})
    assert (work.references, work.stated) == (listed, stated)


def test_a_structured_reference() -> None:
    (read,) = references(
        {"key": "B12", "author": "Gabrielli", "year": "2009a", "journal-title": "N Engl J Med",
         "article-title": "Scleroderma.", "volume": "360", "issue": "19", "first-page": "1989",
         "DOI": "10.1056/NEJMra0806188", "doi-asserted-by": "publisher"},
    )  # fmt: skip
    cited = read.cited
    assert (read.position, read.label, read.text) == (1, "12", None)
    assert read.doi == DOI("10.1056/nejmra0806188")
    assert read.sources == ("crossref",)
    assert (cited.kind, cited.authors, cited.authors_complete) == (
        "article-journal",
        (Person("Gabrielli"),),
        False,
    )
    assert (cited.title, cited.container, cited.year) == ("Scleroderma", "N Engl J Med", 2009)
    assert (cited.volume, cited.issue, cited.pages) == ("360", "19", "1989")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("ref5", "5"), ("B12", "12"), ("7", "7"), ("r007", "7"), ("CIT3", "3"),
        ("e_1_3_2_1_3_1", None), ("10.1117/1.JRS.6.061505_r1", None), ("20269_CR5", None),
        ("4611494", None), ("ref0", None), ("", None),
    ],
)  # fmt: skip
def test_labels(key: str, label: str | None) -> None:
    assert references({"key": key})[0].label == label


@pytest.mark.parametrize(
    ("year", "read"),
    [("2012", 2012), ("2012a", 2012), ("0", None), ("202", None), ("c1998", 1998), ("20122", None)],
)
def test_years_of_references(year: str, read: int | None) -> None:
    assert references({"key": "1", "year": year})[0].cited.year == read


@pytest.mark.parametrize(
    ("given", "doi"),
    [
        ("10.1890/15\u20100688", "10.1890/15-0688"),
        ("10.1002/1098-2337(1981)7:3¡259::AID-AB2480070309¿3.0.CO;2-V",
         "10.1002/1098-2337(1981)7:3<259::aid-ab2480070309>3.0.co;2-v"),
        ("10.1650/0010-5422(2001)103[0838:BMRDDL]2.0.CO;2",
         "10.1650/0010-5422(2001)103[0838:bmrddl]2.0.co;2"),
        ("https://doi.org/10.1000/X", "10.1000/x"),
    ],
)  # fmt: skip
def test_dois_of_references(given: str, doi: str) -> None:
    (read,) = references({"key": "1", "DOI": given})
    assert (read.doi, read.notes) == (DOI(doi), ())


def test_a_junk_doi_is_refused_with_a_note() -> None:
    (read,) = references({"key": "1", "DOI": "doi unavailable"})
    assert read.doi is None
    assert read.notes == ("Crossref: 'doi unavailable' is no DOI",)


def test_unstructured_references() -> None:
    bare, printed, two = references(
        {"key": "1", "unstructured": " A. <i>Report</i>\n &amp; more.\x07 "},
        {"key": "2", "unstructured": "A 2015 Title. (doi:10.5555/abc.1) PMC4907892"},
        {"key": "3", "unstructured": "One 10.5555/a; another 10.5555/b"},
    )
    assert (bare.text, bare.identifiers) == ("A. Report & more.", ())
    assert [str(one) for one in printed.identifiers] == ["PMC4907892", "10.5555/abc.1"]
    assert two.identifiers == ()


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Balding", Person("Balding")),
        ("U. Passow", Person("Passow", initials="U")),
        ("K-W Brand", Person("Brand", initials="KW")),
        ("Douglas M. R.", Person("Douglas", initials="MR")),
        ("DANFORD, M.D.", Person("DANFORD", initials="MD")),
        ("Smith, John", Person("Smith", "John")),
        ("van der Horst", Person("van der Horst")),
        ("LTC, JM Kohn", Person("Kohn", initials="JM")),
        ("Sullivan KM et al.", Person("Sullivan", initials="KM")),
        ("R Core Team", Group("R Core Team")),
        ("World Health Organization (WHO)", Group("World Health Organization (WHO)")),
    ],
)
def test_the_author_of_a_reference(name: str, author: Person | Group) -> None:
    assert references({"key": "1", "author": name})[0].cited.authors == (author,)


@pytest.mark.parametrize(
    ("deposited", "kind", "title", "container"),
    [
        ({"volume-title": "A Book"}, "book", "A Book", None),
        ({"volume-title": "A Book", "article-title": "One"}, "chapter", "One", "A Book"),
        ({"series-title": "A Series"}, "book", "A Series", None),
        ({"journal-title": "J &amp; K", "volume-title": "B"}, "article-journal", None, "J & K"),
        ({}, "article-journal", None, None),
    ],
)
def test_kinds_of_references(
    deposited: dict[str, Json], kind: str, title: str | None, container: str | None
) -> None:
    cited = references({"key": "1", **deposited})[0].cited
    assert (cited.kind, cited.title, cited.container) == (kind, title, container)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
_FIELDS = (
    "title subtitle original-title author editor container-title short-container-title issn-type "
    "ISSN ISBN issued published-print published-online posted volume issue page article-number "
    "abstract language type subtype publisher institution edition-number funder relation "
    "updated-by update-to clinical-trial-number reference references-count reference-count "
    "journal-issue"
).split()


@settings(max_examples=150, derandomize=True, deadline=None)
@given(fields=st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=8))
def test_any_json_in_any_field_gives_a_record(fields: dict[str, Json]) -> None:
    assert parse_work({**fields, "DOI": "10.5555/any"}).record.doi == DOI("10.5555/any")


@cache
def _recorded(folder: Path) -> tuple[dict[str, Json], ...]:
    """Every work message in the recorded answers, by DOI, the one with most fields of each."""
    found: dict[str, dict[str, Json]] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            answer: Json = json.loads(path.read_bytes())
        except ValueError:
            continue
        for one in _works(answer):
            doi = str(one["DOI"]).lower()
            if len(one) > len(found.get(doi, {})):
                found[doi] = one
    return tuple(found.values())


def _works(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        if "DOI" in value and "references-count" in value and "prefix" in value:
            yield value
        for one in value.values():
            yield from _works(one)
    elif isinstance(value, list):
        for one in value:
            yield from _works(one)


@pytest.mark.corpora
def test_no_author_and_no_reference_of_a_recorded_work_is_lost(corpora: Path) -> None:
    messages = _recorded(corpora / "B-crossref")
    assert len(messages) > 500
    for message in messages:
        work = parse_work(message)
        deposited = message.get("reference")
        authors = message.get("author")
        named = [
            one
            for one in (authors if isinstance(authors, list) else [])
            if isinstance(one, dict) and {"family", "given", "name"} & set(one)
        ]
        assert work.record.doi == parse_doi(str(message["DOI"]))
        assert len(work.record.authors) == len(named)
        assert work.stated == message["references-count"]
        if isinstance(deposited, list):
            assert work.references is not None
            assert [one.position for one in work.references] == [*range(1, len(deposited) + 1)]


@pytest.mark.corpora
def test_identifiers_of_recorded_references(corpora: Path) -> None:
    given = read = refused = 0
    for message in _recorded(corpora / "B-crossref"):
        deposited = message.get("reference")
        for one, line in zip(
            deposited if isinstance(deposited, list) else [],
            parse_work(message).references or (),
            strict=True,
        ):
            assert isinstance(one, dict)
            given += "DOI" in one
            read += "DOI" in one and line.doi is not None
            refused += bool(line.notes)
    assert given > 13_000
    assert (given - read, refused) == (0, 0)


@pytest.mark.corpora
def test_recorded_titles_and_abstracts_keep_no_foreign_markup(corpora: Path) -> None:
    for message in _recorded(corpora / "B-crossref"):
        read = parse_work(message).record
        for text in (read.title or "", *(one.text for one in read.abstract)):
            assert "jats:" not in text
            assert "mml:" not in text
            assert "&amp;" not in text
