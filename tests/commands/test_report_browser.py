"""The report page in a browser: found, filtered, sorted, clicked, copied, and open to everyone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, sync_playwright

from sscmsc.report_page import make_page
from sscmsc.report_parts import matrix_part, reviews_part
from sscmsc.report_works import works_data
from sscmsc.store import Store
from sscmsc.vocabulary import load_vocabulary
from tests.conftest import ROOT
from tests.test_report_page import OTHER

AXE = ROOT / ".axe-core" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory, seeded_library: Path) -> Path:
    """The page of the shipped library and of a work whose title tries to act."""
    vocabulary = load_vocabulary()
    library = Store(seeded_library).load().library.with_entries([OTHER])
    entries = tuple(library)
    parts = [matrix_part(entries, vocabulary), reviews_part(library, entries)]
    pieces = make_page(
        "Works", ("All works.",), *works_data(library, entries, vocabulary),
        [one for one in parts if one is not None],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text("".join(pieces), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium must be installed in CI")
        pytest.skip("chromium is not here")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Visit:
    """The page in a window of a size, and all that its console said and it asked for."""

    def __init__(self, browser: Browser, path: Path, width: int, height: int) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": height}, permissions=["clipboard-read"]
        )
        self.page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.said.append(request.url) if
                     not request.url.startswith(("file:", "data:", "blob:")) else None)  # fmt: skip
        self.page.goto(path.as_uri())

    @property
    def keys(self) -> list[str]:
        return [str(one) for one in self.page.locator("#rows th").all_inner_texts()]


@pytest.fixture
def visit(browser: Browser, page_file: Path) -> Iterator[Visit]:
    visit = Visit(browser, page_file, 1280, 900)
    yield visit
    visit.page.context.close()
    assert visit.said == []


def test_find_filter_and_sort(visit: Visit) -> None:
    page = visit.page
    assert page.inner_text("#number") == "14 works"
    assert visit.keys[:2] == ["Binks2001", "Birke2019"]
    page.fill("#search", "SYSTEMIC sclerosis vélier")
    assert visit.keys == ["Velier2022"]
    assert page.inner_text("#number") == "1 of 14 works"
    assert page.locator("#rows .title mark").first.inner_text() == "systemic"
    page.click("#clear")
    page.click("thead button[data-by=year]")
    assert visit.keys[0] == "Velier2022"
    page.click("thead button[data-by=year]")
    assert visit.keys[-1] == "Velier2022"
    assert page.get_attribute("th:has(button[data-by=year])", "aria-sort") == "ascending"
    page.check("[data-facet=design] input[value='narrative review']")
    assert "Peltzer2018" in visit.keys
    assert page.inner_text("#number") == "5 of 14 works"


def test_a_cell_of_the_matrix_shows_its_works(visit: Visit) -> None:
    page = visit.page
    buttons = page.locator("#matrix td button")
    for number in range(buttons.count()):
        button = buttons.nth(number)
        wanted = int(button.inner_text())
        button.click()
        assert page.locator("#rows tr").count() == wanted, button.get_attribute("aria-label")
    assert page.evaluate("document.activeElement.id") == "works-head"


def test_what_is_copied(visit: Visit) -> None:
    page = visit.page
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click("[aria-label='Copy BibTeX of Sullivan2018']")
    page.wait_for_function("window.copied !== undefined")
    assert page.evaluate("window.copied").startswith("@article{Sullivan2018,\n")
    page.click("[aria-label='Copy reference of Sullivan2018']")
    page.wait_for_function("!window.copied.startsWith('@')")
    assert "Myeloablative autologous stem-cell transplantation" in page.evaluate("window.copied")
    assert page.inner_text("#said") == "reference copied"


def test_links_lead_to_the_services(visit: Visit) -> None:
    link = visit.page.locator("[aria-label='DOI of Sullivan2018']")
    assert link.get_attribute("href") == "https://doi.org/10.1056/nejmoa1703327"


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the works"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "search":
        page.keyboard.press("Tab")
    page.keyboard.type("sle ")
    assert page.inner_text("#number") == "1 of 14 works"


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(
    browser: Browser,
    page_file: Path,
    width: int,
    height: int,
    scheme: Literal["light", "dark"],
) -> None:
    if not AXE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("axe-core must be installed in CI: make axe-core")
        pytest.skip("axe-core is not here: make axe-core")
    visit = Visit(browser, page_file, width, height)
    visit.page.emulate_media(color_scheme=scheme)
    script = AXE.read_text(encoding="utf-8")
    visit.page.evaluate(f"(() => {{ {script} }})()")
    found = visit.page.evaluate("axe.run(document)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    visit.page.context.close()
    assert visit.said == []


def test_all_works_are_printed(visit: Visit) -> None:
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.locator("#rows tr").count() == 14
    visit.page.emulate_media(media="print")
    assert not visit.page.locator("#filters-box").is_visible()
