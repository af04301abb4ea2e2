"""The settings of a command, from all four places they can come from."""

from __future__ import annotations

from pathlib import Path

from sscmsc.commands.options import Desk
from sscmsc.config import Settings, default_user_toml, load_settings
from sscmsc.place import LIBRARY_TOML


def settings_of(desk: Desk, folder: Path) -> Settings:
    """The settings of this run: options, environment, the library's file, the user's file.

    Raises `UsageError` or `InputError` naming what cannot be used.
    """
    return load_settings(
        desk.environment,
        library=folder,
        offline=desk.options.offline or None,
        library_toml=folder / LIBRARY_TOML,
        user_toml=default_user_toml(),
    )
