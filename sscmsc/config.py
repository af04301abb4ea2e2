"""Settings, and where the library is.

Precedence: options of the command line, environment, the library's `sscmsc.toml`, the
user's `config.toml`, defaults. A library may come from someone else by git, so its file
cannot name an API key, a folder or a service.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sscmsc.disk import open_file
from sscmsc.errors import InputError, UsageError
from sscmsc.schema import SCHEMA, newer_schema

CITEKEY_TEMPLATE = "{family}{year}"

#: Environment variable of each base address, and the service's own address.
ADDRESSES = {
    "eutils_url": ("SSCMSC_EUTILS_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"),
    "idconv_url":
        ("SSCMSC_IDCONV_URL", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"),
    "crossref_url": ("SSCMSC_CROSSREF_URL", "https://api.crossref.org/"),
    "europepmc_url":
        ("SSCMSC_EUROPEPMC_URL", "https://www.ebi.ac.uk/europepmc/webservices/rest/"),
    "doi_url": ("SSCMSC_DOI_URL", "https://doi.org/"),
    "icite_url": ("SSCMSC_ICITE_URL", "https://icite.od.nih.gov/api/"),
}  # fmt: skip

_LIBRARY_KEYS = tuple("schema citekey email offline facet rule queries check nih".split())
_USER_KEYS = ("citekey", "email", "offline", "api_key", "cache_dir", "citeproc_js")
_EMAIL = re.compile(r"[!-?A-~]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+")
_API_KEY = re.compile(r"[!-~]{8,200}")
_SIZE_LIMIT = 1_000_000
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})

Toml = Mapping[str, object]
_TYPES: Mapping[str, type] = {
    "schema": int, "offline": bool, "facet": dict, "rule": list, "queries": dict,
    "check": dict, "nih": dict,
}  # fmt: skip
_KINDS: Mapping[type, str] = {
    int: "a number", bool: "true or false", str: "a text in quotes", dict: "a table",
    list: "a list of tables",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnTables:
    """The tables on facets of a library's `sscmsc.toml`, as they stand: `values` holds `facet`
    and `rule`, where there are any; `text` is the whole file, to tell lines from."""

    path: str
    text: str = field(repr=False)
    values: Toml = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told. `library` is what an option or the environment names, else None
    (see `find_library`, by which a `refs/` nearby comes before the environment); `cache_dir`
    is None for the user's own cache folder (see `default_cache_dir`); `citeproc_js` is the
    user's copy of that program.

    Base addresses end in a slash and are https, or http on the loopback interface.
    """

    library: Path | None = None
    offline: bool = False
    email: str | None = None
    api_key: str | None = field(default=None, repr=False)
    cache_dir: Path | None = None
    citeproc_js: Path | None = None
    citekey_template: str = CITEKEY_TEMPLATE
    facets: OwnTables | None = None
    eutils_url: str = ADDRESSES["eutils_url"][1]
    idconv_url: str = ADDRESSES["idconv_url"][1]
    crossref_url: str = ADDRESSES["crossref_url"][1]
    europepmc_url: str = ADDRESSES["europepmc_url"][1]
    doi_url: str = ADDRESSES["doi_url"][1]
    icite_url: str = ADDRESSES["icite_url"][1]


def load_settings(
    environment: Mapping[str, str],
    *,
    library: Path | None = None,
    offline: bool | None = None,
    library_toml: Path | None = None,
    user_toml: Path | None = None,
) -> Settings:
    """The settings of a run from its options (`library`, `offline`), environment and files.

    A file that is not there counts as empty, and so does that of a library which a newer
    version made: its keys may mean something else. Raises `UsageError` for an environment
    variable that makes no sense and `InputError`, with file and line, for a bad file.
    """
    shared = load_shared(library_toml)
    own = _load_toml(user_toml, _USER_KEYS)
    if shared.get("schema", SCHEMA) != SCHEMA:
        raise InputError(
            f"{library_toml}: there is no schema {shared['schema']}",
            hint=f"Write schema = {SCHEMA}.",
        )
    if own.get("api_key") and user_toml is not None:
        _refuse_if_shared(user_toml)
    addresses = {
        name: _address(environment.get(variable) or default, variable)
        for name, (variable, default) in ADDRESSES.items()
    }
    return Settings(
        library=library or _path(environment.get("SSCMSC_LIBRARY")),
        offline=_switch(environment, "SSCMSC_OFFLINE", offline, shared, own),
        email=_email(environment, shared, own),
        api_key=_api_key(environment.get("NCBI_API_KEY") or _text(own, "api_key")),
        cache_dir=_path(environment.get("SSCMSC_CACHE_DIR"), own.get("cache_dir")),
        citeproc_js=_path(environment.get("SSCMSC_CITEPROC_JS"), own.get("citeproc_js")),
        facets=load_own_tables(library_toml, shared),
        citekey_template=_text(shared, "citekey") or _text(own, "citekey") or CITEKEY_TEMPLATE,
        **addresses,
    )


def load_own_tables(library_toml: Path | None, values: Toml | None = None) -> OwnTables | None:
    """What a library's `sscmsc.toml` says on facets; `values` are those of the file, if read.

    None where it says nothing. Raises `InputError`, with file and line, for a bad file.
    """
    if values is None:
        values = load_shared(library_toml)
    own = {name: values[name] for name in ("facet", "rule") if name in values}
    if not own or library_toml is None:
        return None
    return OwnTables(str(library_toml), library_toml.read_text(encoding="utf-8"), own)


def load_shared(path: Path | None) -> Toml:
    """What a library's `sscmsc.toml` holds; nothing of a file that a newer version made.

    Raises `InputError`, with file and line, for a bad file.
    """
    newer = path is not None and newer_schema(path.parent)
    return {} if newer else _load_toml(path, _LIBRARY_KEYS)


def default_cache_dir() -> Path:
    """The user's cache folder for sscmsc, by the rules of the platform."""
    from platformdirs import user_cache_path

    return user_cache_path("sscmsc", appauthor=False)


def default_user_toml() -> Path:
    """The user's own settings file, by the rules of the platform; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path("sscmsc", appauthor=False) / "config.toml"


def _load_toml(path: Path | None, known: tuple[str, ...]) -> Toml:
    if path is None or not path.exists():
        return {}
    import tomllib

    try:
        text = _text_of(path)
        values: dict[str, object] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {_cause(error)}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(_located(path, str(error))) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 1,000 brackets
        raise InputError(f"{path}: a number too large or a list too deep") from error
    unknown = [name for name in values if name not in known]
    if unknown:
        places = ", ".join(f"'{name}'" for name in unknown)
        raise InputError(
            f"{path}:{_line_of(text, unknown[0])}: unknown {_plural('key', unknown)} {places}",
            hint=f"The keys of this file are {', '.join(known)}.",
        )
    for name, value in values.items():
        wanted = _TYPES.get(name, str)
        if type(value) is not wanted:
            kind = _KINDS[wanted]
            raise InputError(f"{path}:{_line_of(text, name)}: '{name}' must be {kind}")
    return values


def _text_of(path: Path) -> str:
    with open_file(path) as file:
        data = file.read(_SIZE_LIMIT + 1)
    if len(data) > _SIZE_LIMIT:
        raise InputError(f"{path}: larger than {_SIZE_LIMIT // 1_000_000} MB")
    return data.decode("utf-8").replace("\r\n", "\n")


def _located(path: Path, message: str) -> str:
    """A message of tomllib (`... (at line 3, column 5)`) as `path:3: ...`."""
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", message, re.S)
    if not found:
        return f"{path}: {message}"
    line = f":{found.group(2)}" if found.group(2) else ""
    return f"{path}{line}: {found.group(1)}"


def _line_of(text: str, name: str) -> int:
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}\b")
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 1)


def _plural(noun: str, things: list[str]) -> str:
    return noun if len(things) == 1 else noun + "s"


def _cause(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return error.strerror or type(error).__name__


def _text(values: Toml, name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def _path(*choices: object) -> Path | None:
    for choice in choices:
        if isinstance(choice, str) and choice:
            return Path(choice).expanduser()
    return None


def _switch(environment: Mapping[str, str], variable: str, flag: bool | None, *files: Toml) -> bool:
    if flag is not None:
        return flag
    if variable in environment:
        word = environment[variable].strip().lower()
        if word not in _TRUE | _FALSE:
            raise UsageError(f"{variable} must be 1 or 0, not '{word}'")
        return word in _TRUE
    return next((bool(values["offline"]) for values in files if "offline" in values), False)


def _email(environment: Mapping[str, str], *files: Toml) -> str | None:
    given = environment.get("SSCMSC_EMAIL", "").strip()
    value = given or next(filter(None, (_text(values, "email") for values in files)), None)
    if value and not _EMAIL.fullmatch(value):
        where = "SSCMSC_EMAIL" if given else "the setting 'email'"
        raise UsageError(f"{where} is no e-mail address: '{value}'")
    return value or None


def _api_key(value: str | None) -> str | None:
    key = (value or "").strip()
    if key and not _API_KEY.fullmatch(key):
        raise UsageError(
            "the NCBI API key does not look like one",
            hint="Copy it from the account settings at ncbi.nlm.nih.gov, without blanks.",
        )
    return key or None


def _address(value: str, variable: str) -> str:
    try:
        parts = urlsplit(value.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(f"{variable} is no web address") from error
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(f"{variable} must be a plain base address, without '@', '?' or '#'")
    if not host or port == 0 or parts.scheme not in {"http", "https"}:
        raise UsageError(f"{variable} must begin with https://")
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageError(
            f"{variable} must begin with https://",
            hint="Plain http is taken only on this machine (127.0.0.1, localhost).",
        )
    return value.strip().rstrip("/") + "/"


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, no port) is this machine."""
    return host in {"localhost", "::1"} or bool(re.fullmatch(r"127(?:\.\d{1,3}){3}", host))


def _refuse_if_shared(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InputError(
            f"{path}: holds an API key and can be read by other users",
            hint=f"Make it yours alone: chmod 600 {path}",
        )
