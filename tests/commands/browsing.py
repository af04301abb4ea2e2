"""Drives `sscmsc browse` without a screen: keys pressed, the lines that would be seen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from sscmsc.commands.browse_app import Browse
from sscmsc.commands.options import Globals, make_desk
from tests.commands.conftest import Terminal

USUAL, LARGE = (80, 24), (120, 40)
#: So often it is looked whether all is done: for longer than any change may wait.
SOME_TIMES = 8_000


class Session:
    """An app that runs: `press` keys or `type` text, and see what is on the screen."""

    def __init__(self, app: Browse, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def settled(self) -> None:
        """Wait until nothing is being done any more."""
        for _ in range(SOME_TIMES):
            await self.pilot.pause()
            if all(one.is_finished for one in self.app.workers) and not self.app.busy:
                break
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def type(self, text: str) -> None:
        await self.pilot.press(*text)
        await self.settled()

    @property
    def screen(self) -> str:
        """What is on the screen, line by line, without blanks at the ends of lines."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in one).rstrip() for one in strips) + "\n"

    @property
    def keys(self) -> tuple[str, ...]:
        return self.app.listing.keys


Play = Callable[[Session], Awaitable[None]]


def browsed(
    terminal: Terminal,
    play: Play,
    *,
    size: tuple[int, int] = USUAL,
    text: str = "",
    colorless: bool = False,
) -> Browse:
    """The app after it was played with, at the library of a terminal."""
    desk = make_desk(Globals(library=terminal.library))
    app = Browse(desk._replace(environment=dict(os.environ)), text, colorless=colorless, rest=0)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            session = Session(app, pilot)
            await session.settled()
            await play(session)

    asyncio.run(run())
    return app
