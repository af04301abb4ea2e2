"""What is found in a printed line by what a record says."""

from __future__ import annotations

import pytest

from sscmsc.likeness import CONTINUED, OTHER_PART, journal_key, key, title_key, title_likeness
from sscmsc.printed_line import (
    begins_with,
    journal_in_line,
    place_in_line,
    title_stands,
    volume_in_line,
)

TITLE = title_key("Systemic sclerosis in childhood: diagnosis and treatment")
LINE = (
    "Foeldvari I, Be AN. Systemic sclerosis in childhood: diagnosis and treatment. "
    "Curr Opin Rheumatol. 2002;14(6):699-703."
)
AUTHORS = ("foeldvari", "be")
JOURNALS = (journal_key("Current opinion in rheumatology"), journal_key("Curr Opin Rheumatol"))


@pytest.mark.parametrize(
    ("line", "least", "most"),
    [
        (LINE, 1.0, 1.0),
        (LINE.replace(", Be AN", ", et al"), 1.0, 1.0),
        (LINE.replace("I, Be AN.", "I (2002)"), 1.0, 1.0),
        (LINE.replace(" Curr Opin Rheumatol. 2002;14", " 2002;14"), 1.0, 1.0),
        (LINE.replace("childhood", "childhod"), 0.95, 0.999),
        # The same words within a longer title, at its end and at its beginning.
        (LINE.replace("Systemic", "Localized and systemic"), 0.0, 0.0),
        (LINE.replace("treatment.", "treatment of the lung."), 0.0, 0.0),
        (LINE.replace("diagnosis", "epidemiology"), 0.0, OTHER_PART),
        (LINE.replace("treatment", "treatment, part 2"), 0.0, 0.0),
        ("Foeldvari I. Curr Opin Rheumatol. 2002;14(6):699-703.", 0.0, 0.0),
    ],
)
def test_a_title_stands_whole_or_not_at_all(line: str, least: float, most: float) -> None:
    assert least <= title_stands(TITLE, title_key(line), AUTHORS, JOURNALS) <= most


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("Li X, Wu Y. On names.", True),
        ("12. X. Li, Y. Wu, On names.", True),
        ("2002 Li X", True),
        ("Wu Y, Li X. On names.", False),
        ("On names and li.", False),
    ],
)
def test_a_line_begins_with_its_first_author(line: str, first: bool) -> None:
    assert begins_with("li", key(line)) is first


def test_families_of_several_words_begin_a_line() -> None:
    assert begins_with("van den berg", key("van den Berg B, Amsel C. A title."))
    assert not begins_with("van den berg", key("van der Meer B. A title."))


@pytest.mark.parametrize(
    ("journal", "line", "there"),
    [
        ("Engineering", "A. Smith, Tissue engineering, Engineering 7 (2021) 624-629", True),
        ("Engineering", "A. Smith, Tissue engineering for all, Proc. Meet. 7 (2021) 624", False),
        ("Science", "Smith A. Science in the clinic. Nature. 2001;7:1.", False),
        ("Nature medicine", "Smith A. A title. Nat Med 2001;7:1.", True),
    ],
)
def test_a_journal_of_one_word_has_a_number_behind_it(journal: str, line: str, there: bool) -> None:
    assert journal_in_line((journal_key(journal),), title_key(line)) is there


def test_volumes_and_pages_in_a_line() -> None:
    line = title_key(LINE)
    assert volume_in_line("14", JOURNALS, line) is True
    assert volume_in_line("6", JOURNALS, line) is None
    assert volume_in_line("14", JOURNALS, title_key("A title. Curr Opin Rheumatol 14.")) is True
    assert place_in_line("14", ("699",), line) == (True, True)
    assert place_in_line("15", ("12",), line) == (None, None)


@pytest.mark.parametrize(
    ("more", "likeness"),
    [
        (": a study of forty patients", CONTINUED),
        (": part II", OTHER_PART),
        (". II. Treatment of the lung", OTHER_PART),
        (" 2", OTHER_PART),
        (": reply", OTHER_PART),
        (". Study 3", OTHER_PART),
        (": a randomised trial", CONTINUED),
    ],
)
def test_a_title_goes_on_as_itself_or_as_another_part(more: str, likeness: float) -> None:
    one = "Autologous stem-cell transplantation for severe scleroderma"
    assert title_likeness(title_key(one), title_key(one + more)) == likeness
