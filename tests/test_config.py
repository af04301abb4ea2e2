"""Settings: precedence, refusals with their place, and the library a command means."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sscmsc.config import (
    ADDRESSES,
    CITEKEY_TEMPLATE,
    Settings,
    is_loopback,
    load_settings,
)
from sscmsc.errors import InputError, UsageError
from sscmsc.place import find_library


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert settings.citekey_template == CITEKEY_TEMPLATE == "{family}{year}"
    assert settings.eutils_url == "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    assert not settings.offline


def test_every_place_is_heard_in_its_rank(tmp_path: Path) -> None:
    library = written(
        tmp_path / "sscmsc.toml",
        'schema = 1\ncitekey = "{family}"\noffline = true\nemail = "lab@example.org"\n',
    )
    user = written(
        tmp_path / "config.toml",
        'citekey = "x"\noffline = false\nemail = "me@example.org"\ncache_dir = "/cache"\n'
        'api_key = "KEYOFTHEUSER"\n',
    )
    settings = load_settings({}, library_toml=library, user_toml=user)
    assert (settings.citekey_template, settings.offline) == ("{family}", True)
    assert (settings.email, settings.api_key) == ("lab@example.org", "KEYOFTHEUSER")
    assert settings.cache_dir == Path("/cache")
    told = {
        "SSCMSC_EMAIL": "env@example.org",
        "SSCMSC_OFFLINE": "0",
        "SSCMSC_CACHE_DIR": "/other",
        "SSCMSC_LIBRARY": "/lib",
        "NCBI_API_KEY": " KEYOFTHEENVIRONMENT\n",
    }
    settings = load_settings(told, library_toml=library, user_toml=user)
    assert (settings.email, settings.offline) == ("env@example.org", False)
    assert (settings.cache_dir, settings.library) == (Path("/other"), Path("/lib"))
    assert settings.api_key == "KEYOFTHEENVIRONMENT"
    settings = load_settings(told, offline=True, library=Path("here"), library_toml=library)
    assert (settings.offline, settings.library) == (True, Path("here"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('schema = 1\ncitekey = "x\n', "sscmsc.toml:2: Illegal character"),
        ('schema = 1\n\ncitekeys = "x"\n', "sscmsc.toml:3: unknown key 'citekeys'"),
        ("[urls]\neutils = 'http://x'\n", "sscmsc.toml:1: unknown key 'urls'"),
        ('api_key = "0123456789"\n', "sscmsc.toml:1: unknown key 'api_key'"),
        ("schema = 1\noffline = 1\n", "sscmsc.toml:2: 'offline' must be true or false"),
        ("email = true\n", "sscmsc.toml:1: 'email' must be a text in quotes"),
        ("schema = 0\n", "sscmsc.toml: there is no schema 0"),
        ("schema = '2'\n", "sscmsc.toml:1: 'schema' must be a number"),
        ("<<<<<<< HEAD\nschema = 1\n", "sscmsc.toml:1: Invalid statement"),
        (f"schema = {'9' * 5000}\n", "sscmsc.toml: a number too large or a list too deep"),
        (f"schema = 1\nx = {'[' * 100_000}\n", "sscmsc.toml: a number too large or a list too"),
        ("#" * 1_000_001, "sscmsc.toml: larger than 1 MB"),
        ("a = [", "sscmsc.toml: "),
    ],
)
def test_bad_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_settings({}, library_toml=written(tmp_path / "sscmsc.toml", text))
    assert message in caught.value.message
    assert "0123456789" not in caught.value.message


def test_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"email = '\xff'")
    with pytest.raises(InputError, match="not UTF-8 at byte 9"):
        load_settings({}, user_toml=path)


def test_api_key_in_a_file_that_others_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "config.toml", 'api_key = "CANARYKEY"', 0o644)
    with pytest.raises(InputError) as caught:
        load_settings({}, user_toml=path)
    assert "chmod 600" in caught.value.hint
    assert "CANARY" not in caught.value.message + caught.value.hint


def test_api_key_is_not_shown() -> None:
    settings = load_settings({"NCBI_API_KEY": "CANARYKEY"})
    assert settings.api_key == "CANARYKEY"
    assert "CANARY" not in repr(settings)
    with pytest.raises(UsageError) as caught:
        load_settings({"NCBI_API_KEY": "CANARY KEY"})
    assert "CANARY" not in caught.value.message


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://mirror.example.org/eutils", "https://mirror.example.org/eutils/"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("http://localhost:1", "http://localhost:1/"),
        ("http://[::1]:1/x", "http://[::1]:1/x/"),
    ],
)
def test_addresses_that_are_taken(given: str, kept: str) -> None:
    assert load_settings({"SSCMSC_EUTILS_URL": given}).eutils_url == kept


@pytest.mark.parametrize("variable", [variable for variable, _ in ADDRESSES.values()])
@pytest.mark.parametrize(
    "given",
    [
        "http://eutils.ncbi.nlm.nih.gov/",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "eutils.ncbi.nlm.nih.gov",
        "https://",
        "https://me:CANARY@example.org/",
        "https://example.org/?api_key=CANARY",
        "https://example.org:99999/",
    ],
)
def test_addresses_that_are_refused(variable: str, given: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings({variable: given})
    assert variable in caught.value.message
    assert "CANARY" not in caught.value.message


@pytest.mark.parametrize(
    ("variable", "given"),
    [("SSCMSC_OFFLINE", "maybe"), ("SSCMSC_EMAIL", "nobody"), ("SSCMSC_EMAIL", "a@b.org\r\nX: y")],
)
def test_variables_that_make_no_sense(variable: str, given: str) -> None:
    with pytest.raises(UsageError, match=variable):
        load_settings({variable: given})


def test_loopback_is_this_machine_only() -> None:
    assert all(is_loopback(one) for one in ("127.0.0.1", "127.1.2.3", "::1", "localhost"))
    assert not any(is_loopback(one) for one in ("10.0.0.1", "127.0.0.1.nip.io", "", "0.0.0.0"))


def test_library_is_found_here_in_a_parent_in_the_environment_or_to_be_made(
    tmp_path: Path,
) -> None:
    deep = tmp_path / "project" / "chapter" / "figures"
    deep.mkdir(parents=True)
    named = {"SSCMSC_LIBRARY": str(tmp_path / "shared")}
    assert find_library(deep, named) == tmp_path / "shared"
    assert find_library(deep, {}) == deep / "refs"
    (tmp_path / "project" / "refs").mkdir()
    assert find_library(deep, named) == tmp_path / "shared", "a folder of git is no library"
    (tmp_path / "project" / "refs" / "entries").mkdir()
    assert find_library(deep, named) == tmp_path / "project" / "refs"
    assert find_library(tmp_path / "project" / "refs", {}) == tmp_path / "project" / "refs"
    near = tmp_path / "project" / "chapter" / "refs"
    near.mkdir()
    (near / "sscmsc.toml").write_text("schema = 1\n", encoding="utf-8")
    assert find_library(deep, {}) == near


def test_importing_it_is_cheap() -> None:
    program = (
        "import sys, sscmsc.config as config; config.load_settings({}); "
        "print({'requests', 'platformdirs', 'tomllib', 'sqlite3'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
