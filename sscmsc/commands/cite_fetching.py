"""`sscmsc cite --fetch`: the works brought in that a manuscript cites by an identifier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sscmsc.commands.fetch_report import tell
from sscmsc.commands.fetch_rounds import Visit, rounds
from sscmsc.commands.network import open_services
from sscmsc.commands.options import Desk
from sscmsc.commands.outcome import exit_code
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_store
from sscmsc.dates import PartialDate
from sscmsc.errors import INTERRUPTED, NOT_FOUND, OK
from sscmsc.fetch import Options
from sscmsc.folder import Loaded
from sscmsc.identifiers import Identifier
from sscmsc.vocabulary import load_vocabulary


def fetch_cited(desk: Desk, identifiers: Sequence[Identifier]) -> tuple[Loaded, int]:
    """Bring in these works without what they cite.

    Returns the library as it is then, and the exit code: 5 where a source failed, 130 where a
    person ended it. A work that does not exist is told later, by where it is cited.
    """
    store, loaded = open_store(desk, changing=True)
    settings = settings_of(desk, store.folder)
    day = date.today()
    options = Options(
        references=False, template=settings.citekey_template,
        today=PartialDate(day.year, day.month, day.day),
    )  # fmt: skip
    visit = Visit(
        desk, store, settings, load_vocabulary(settings.facets), options, sure=True, dry_run=False
    )
    services, session = open_services(settings)
    code = OK
    with session:
        for one in rounds(visit, identifiers, loaded, services, depth=1):
            loaded = one.loaded
            report = one.report
            if not desk.screen.as_json:
                tell(desk.screen, report, False, interrupted=one.interrupted)
            ended = exit_code(report.unanswered, report.unfetched, report.troubles)
            code = INTERRUPTED if one.interrupted else OK if ended == NOT_FOUND else ended
    return loaded, code
