"""A kept result is given back only while everything that it was made of is the same."""

import os
from pathlib import Path

import pytest

from personactl.lint.batch import check_files
from personactl.lint.caching import open_cache
from personactl.lint.report import Report
from personactl.lint.running import lint_files
from personactl.lint.selection import DEFAULT, Selection

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


def checked(project: Path, cache: Path, selection: Selection = DEFAULT, processes: int = 1) -> Report:
    files = sorted(project.glob("*.yaml"))
    with open_cache(cache, project, project, selection) as kept:
        return check_files(files, project, selection, kept, processes)


def kept(project: Path, cache: Path, selection: Selection = DEFAULT) -> int:
    """How many files are answered from the cache."""
    with open_cache(cache, project, project, selection) as opened:
        return len(opened.known(project.glob("*.yaml")))


def test_the_second_time_everything_is_known_and_says_the_same(project: Path, tmp_path: Path) -> None:
    (project / "bad.yaml").write_text(PERSONA + "avatarID: x # personactl: ignore[P401]\n")

    first = checked(project, tmp_path / "cache")

    assert first.findings
    assert kept(project, tmp_path / "cache") == 3
    assert checked(project, tmp_path / "cache") == first == lint_files(first.files, project)


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


def test_what_could_not_be_read_is_not_remembered(project: Path, tmp_path: Path) -> None:
    (project / "cara.md").unlink()
    assert "R201" in {finding.code for finding in checked(project, tmp_path / "cache").findings}
    (project / "cara.md").write_text("You are Cara.\n")

    assert "R201" not in {finding.code for finding in checked(project, tmp_path / "cache").findings}


def test_another_selection_has_results_of_its_own(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache")

    assert kept(project, tmp_path / "cache", Selection(frozenset({"S101"}))) == 0
    assert kept(project, tmp_path / "cache") == 2


@pytest.mark.parametrize("content", [b"this is no database, and long enough to be seen as none" * 20, b""])
def test_a_broken_cache_is_begun_anew(project: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "lint.sqlite").write_bytes(content)

    assert checked(project, cache) == lint_files(sorted(project.glob("*.yaml")), project)
    assert kept(project, cache) == 2


def test_a_cache_that_cannot_be_written_is_done_without(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")

    assert checked(project, tmp_path / "cache") == lint_files(sorted(project.glob("*.yaml")), project)


def test_the_cache_is_private(project: Path, tmp_path: Path) -> None:
    checked(project, tmp_path / "cache")

    assert os.stat(tmp_path / "cache" / "lint.sqlite").st_mode & 0o777 == 0o600  # noqa: PTH116


def test_several_processes_say_what_one_says(project: Path, tmp_path: Path) -> None:
    for number in range(120):
        (project / f"persona-{number}.yaml").write_text(PERSONA + ("unknwon: 1\n" if number % 3 else ""))

    shared = checked(project, tmp_path / "cache", processes=3)

    assert shared == lint_files(shared.files, project)
    assert kept(project, tmp_path / "cache") == 122
