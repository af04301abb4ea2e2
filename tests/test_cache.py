"""Answers are kept by what was asked, without secrets, and never get in the way."""

from __future__ import annotations

from pathlib import Path

from sscmsc.cache import FORGOTTEN, AnswerCache, cache_key
from sscmsc.reply import Reply

REPLY = Reply(200, {"content-type": "text/xml", "set-cookie": "CANARY"}, b"<x/>" * 1000, "u")


def test_an_answer_comes_back_with_its_age(tmp_path: Path) -> None:
    now = [1000.0]
    cache = AnswerCache(tmp_path / "new" / "folder", wall=lambda: now[0])
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    now[0] += 60
    kept = cache.find("k")
    assert kept is not None
    assert kept.age == 60
    assert kept.reply == Reply(
        200, {"content-type": "text/xml", "content-length": "4000"}, REPLY.body, "u"
    )
    assert cache.find("other") is None


def test_old_answers_are_forgotten(tmp_path: Path) -> None:
    now = [0.0]
    cache = AnswerCache(tmp_path, wall=lambda: now[0])
    cache.keep("old", REPLY)
    now[0] = FORGOTTEN + 1
    cache.keep("new", REPLY)
    assert cache.find("old") is None
    assert cache.find("new") is not None


def test_damaged_file_holds_nothing_and_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"this is no database, and it is longer than a header of one would be" * 50)
    cache = AnswerCache(tmp_path)
    assert cache.find("k") is None
    cache.keep("k", REPLY)
    cache.keep("k", REPLY)
    kept = cache.find("k")
    assert kept is not None
    assert kept.reply.body == REPLY.body


def test_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = AnswerCache(tmp_path / "file" / "below")
    cache.keep("k", REPLY)
    assert cache.find("k") is None


def test_key_is_what_is_asked_not_who_asks() -> None:
    asked = {"db": "pubmed", "id": "1,2"}
    key = cache_key("POST", "https://x.org/efetch.fcgi", asked)
    teller = {**asked, "tool": "sscmsc", "email": "a@b.org", "api_key": "CANARY"}
    assert cache_key("POST", "https://x.org/efetch.fcgi", teller) == key
    assert cache_key("POST", "https://x.org/efetch.fcgi", {**asked, "id": "2,1"}) != key
    assert cache_key("GET", "https://x.org/efetch.fcgi", asked) != key
    assert cache_key("POST", "https://y.org/efetch.fcgi", asked) != key
