"""A cached result is used only while everything that it depends on is unchanged."""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from personactl.lint.batch import check_files
from personactl.lint.cache.lint_cache import open_cache, setting_of
from personactl.lint.lint_report import Report
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.run import lint_files
from personactl.state.project_settings import LintTable, LocatedText

LATER_NS = 3_600_000_000_000
"""After this time the modification times of new files are old enough to be trusted."""
PERSONA = "name: Cara\navatar: Cara\nvoice: Lucy\n"
CHANGES = {
    "the file": ("cara.yaml", PERSONA + "unknwon: 1\n"),
    "its prompt": ("cara.md", "You are Cara, and you work for [Company Name].\n"),
    "its base": ("_base.yaml", "languageCode: english\n"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "_base.yaml").write_text("languageCode: en\n")
    (root / "cara.md").write_text("You are Cara.\n")
    (root / "cara.yaml").write_text(f"extends: _base.yaml\n{PERSONA}systemPromptFile: cara.md\n")
    return root


def checked(
    project: Path, cache: Path | None, setting: str = "", processes: int = 1, selection: Selection = DEFAULT
) -> Report:
    files = sorted(project.glob("*.yaml"))
    with open_cache(cache, setting, time.time_ns() + LATER_NS) as opened:
        return check_files(files, project, lambda: selection, opened, processes)


def cached(project: Path, cache: Path, setting: str = "") -> int:
    """Return the number of files that are answered from the cache."""
    with open_cache(cache, setting, time.time_ns()) as opened:
        return sum(entry is not None for entry in opened.known(project.glob("*.yaml")))


def refused() -> Selection:
    raise AssertionError("nothing has changed, so the rules must not be loaded")


def test_a_second_run_is_answered_from_the_cache_with_the_same_report(project: Path, tmp_path: Path) -> None:
    (project / "bad.yaml").write_text(PERSONA + "avatarID: x # personactl: ignore[P401]\n")

    first = checked(project, tmp_path / "cache")

    assert first.findings
    assert cached(project, tmp_path / "cache") == 3
    assert checked(project, tmp_path / "cache") == first == lint_files(first.files, project)
    with open_cache(tmp_path / "cache", "", time.time_ns()) as cache:
        assert check_files(first.files, project, refused, cache) == first


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_anything_that_was_read_is_seen(project: Path, tmp_path: Path, what: str) -> None:
    before = checked(project, tmp_path / "cache")
    name, text = CHANGES[what]
    (project / name).write_text(text)

    after = checked(project, tmp_path / "cache")

    assert after != before
    assert after == lint_files(after.files, project)


def test_a_link_that_leads_elsewhere_is_seen(project: Path, tmp_path: Path) -> None:
    (project / "other.md").write_text("You are Cara, and you work for [Company Name].\n")
    (project / "link.md").symlink_to("cara.md")
    (project / "cara.yaml").write_text(PERSONA + "systemPromptFile: link.md\n")
    before = checked(project, tmp_path / "cache")
    (project / "link.md").unlink()
    (project / "link.md").symlink_to("other.md")

    after = checked(project, tmp_path / "cache")

    assert after != before
    assert after == lint_files(after.files, project)


def test_a_result_with_an_unreadable_file_is_not_cached(project: Path, tmp_path: Path) -> None:
    (project / "cara.md").unlink()
    assert "R201" in {finding.code for finding in checked(project, tmp_path / "cache").findings}
    (project / "cara.md").write_text("You are Cara.\n")

    assert "R201" not in {finding.code for finding in checked(project, tmp_path / "cache").findings}


def test_each_setting_has_separate_results(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache", "one")

    assert cached(project, tmp_path / "cache", "other") == 0
    assert cached(project, tmp_path / "cache", "one") == 2


def test_a_file_that_only_looks_new_is_known_by_its_content(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache")
    for path in project.iterdir():
        os.utime(path, (1, 1))

    assert cached(project, tmp_path / "cache") == 2


def test_a_file_that_was_just_written_is_known_by_its_content_alone(project: Path, tmp_path: Path) -> None:
    path = project / "cara.yaml"
    with open_cache(tmp_path / "cache", "", path.stat().st_mtime_ns) as cache:
        check_files([path], project, lambda: DEFAULT, cache)
    database = sqlite3.connect(tmp_path / "cache" / "lint.sqlite")
    [[reads]] = database.execute("SELECT reads FROM results WHERE name LIKE '%.yaml'").fetchall()
    database.close()

    assert f'"{path}":["' in reads
    assert f"{path.stat().st_ino}]" not in reads
    assert cached(project, tmp_path / "cache") == 1


def test_project_findings_are_cached_while_the_listed_folders_stay_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "project" / "tools").mkdir(parents=True)
    project, cache = tmp_path / "project", tmp_path / "cache"
    (project / "cara.yaml").write_text(f"{PERSONA}tools: [goodby]\n")
    (project / "tools" / "goodbye.yaml").write_text("name: goodbye\n")
    assert "R214" in {finding.code for finding in checked(project, cache).findings}
    (project / "tools" / "goodbye.yaml").rename(project / "tools" / "goodby.yaml")

    assert "R214" not in {finding.code for finding in checked(project, cache).findings}


@pytest.mark.parametrize("column", ["value", "rest", "reads"])
@pytest.mark.parametrize("content", ["", "[", "[3]", '{"a": 1}', "null"])
def test_a_malformed_entry_is_ignored(project: Path, tmp_path: Path, column: str, content: str) -> None:
    (project / "bad.yaml").write_text(PERSONA + "avatarID: x # personactl: ignore[P401]\n")
    first = checked(project, tmp_path / "cache")
    database = sqlite3.connect(tmp_path / "cache" / "lint.sqlite")
    with database:
        database.execute(
            f"UPDATE results SET {column} = ? WHERE name LIKE '%.yaml' AND (value != '' OR ? != '')", (content, content)
        )
    database.close()

    again = checked(project, tmp_path / "cache")

    assert again == first or (column, content) == ("value", "")


@pytest.mark.parametrize("content", [b"this is no database, and long enough to be seen as none" * 20, b""])
def test_a_broken_cache_is_replaced(project: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "lint.sqlite").write_bytes(content)
    (cache / "lint.sqlite").chmod(0o600)

    assert checked(project, cache) == lint_files(sorted(project.glob("*.yaml")), project)
    assert cached(project, cache) == 2


def test_a_cache_that_cannot_be_written_is_not_used(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")

    assert checked(project, tmp_path / "cache") == lint_files(sorted(project.glob("*.yaml")), project)


def test_the_cache_is_private(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache")

    assert os.stat(tmp_path / "cache" / "lint.sqlite").st_mode & 0o777 == 0o600  # noqa: PTH116


@pytest.mark.parametrize("mode", [0o644, 0o666, 0o620])
def test_a_cache_that_others_can_write_is_not_used(project: Path, tmp_path: Path, mode: int) -> None:
    checked(project, tmp_path / "cache")
    (tmp_path / "cache" / "lint.sqlite").chmod(mode)

    assert cached(project, tmp_path / "cache") == 0
    assert checked(project, tmp_path / "cache") == lint_files(sorted(project.glob("*.yaml")), project)


def test_a_cache_that_is_a_link_is_not_used(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "lint.sqlite").symlink_to(tmp_path / "elsewhere")

    checked(project, tmp_path / "cache")

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.processes
def test_several_processes_give_the_same_report_as_one(project: Path, tmp_path: Path) -> None:
    for number in range(120):
        (project / f"persona-{number}.yaml").write_text(PERSONA + ("unknwon: 1\n" if number % 3 else ""))

    shared = checked(project, tmp_path / "cache", processes=3)

    assert shared == lint_files(shared.files, project) == checked(project, None)
    assert cached(project, tmp_path / "cache") == 122


def test_a_file_name_that_is_not_utf_8_is_reported_each_time_and_never_cached(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache")
    known = cached(project, tmp_path / "cache")
    odd = project / os.fsdecode(b"c\xffra.yaml")
    odd.write_text(PERSONA + "unknwon: 1\n")

    first = checked(project, tmp_path / "cache")

    assert [finding.code for finding in first.findings if finding.path == odd] == ["Y001"]
    assert cached(project, tmp_path / "cache") == known
    assert checked(project, tmp_path / "cache") == first


def test_every_setting_makes_a_difference() -> None:
    word = LocatedText("P4", "personactl.yaml:1:1")
    changed: dict[str, Any] = {
        "select": (word,),
        "ignore": (word,),
        "per_file": {"a.yaml": (word,)},
        "severities": ((word, LocatedText("info", "")),),
    }
    tables = [
        LintTable(),
        *(LintTable()._replace(**{name: changed.get(name, 7)}) for name in LintTable._fields),
    ]
    here, there = Path("/a"), Path("/b")
    settings = {setting_of(here, here, here, table, None, None) for table in tables}
    settings |= {setting_of(there, here, here, LintTable(), None, None)}
    settings |= {setting_of(here, there, here, LintTable(), None, None)}
    settings |= {setting_of(here, here, there, LintTable(), None, None)}
    settings |= {setting_of(here, here, here, LintTable(), select, ["P"]) for select in (None, ["P"])}

    assert len(settings) == len(tables) + 5


def test_the_place_of_a_setting_makes_no_difference() -> None:
    one, other = (LintTable(ignore=(LocatedText("P4", where),)) for where in ("a:1:1", "a:2:1"))
    here = Path("/a")

    assert setting_of(here, here, here, one, None, None) == setting_of(here, here, here, other, None, None)
