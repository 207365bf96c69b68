"""Validate, called from Python: findings, fixes and baselines as values."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.lint_scope import RuleRequest
from personactl.commands.validate import ValidateRequest, check_files, fix_files, write_baseline, write_changes
from personactl.errors import StorageError, UsageError
from personactl.state.paths import needed


@pytest.fixture
def flawed(shop: Path) -> Path:
    """The file of a persona with one finding that can be fixed and one that cannot."""
    path = shop / "personas" / "cara.yaml"
    path.write_text(path.read_text() + "colour: blue\nlanguageCode: EN\n")
    return path


def codes(request: ValidateRequest, context: Context) -> list[str]:
    return [finding.code for finding in check_files(request, context).findings]


def test_the_projects_own_files_are_checked_without_paths(shop: Path, context: Context) -> None:
    assert check_files(ValidateRequest(), context).passed


def test_findings_name_the_file_as_it_was_given(flawed: Path, context: Context) -> None:
    report = check_files(ValidateRequest((Path("personas"),)), context)
    assert {str(finding.path) for finding in report.findings} == {"personas/cara.yaml"}
    assert not report.passed


def test_rules_are_selected_and_ignored(flawed: Path, context: Context) -> None:
    (code, *_) = codes(ValidateRequest(), context)
    assert set(codes(ValidateRequest(rules=RuleRequest(select=[code])), context)) == {code}
    assert code not in codes(ValidateRequest(rules=RuleRequest(ignore=[code])), context)
    with pytest.raises(UsageError):
        check_files(ValidateRequest(rules=RuleRequest(select=["X9999"])), context)


def test_the_cache_does_not_change_the_findings(flawed: Path, context: Context) -> None:
    first = codes(ValidateRequest(), context)
    assert needed(context.environment.paths.cache).exists()
    assert codes(ValidateRequest(), context) == first == codes(ValidateRequest(cache=False), context)


def test_a_text_is_checked_as_the_file_that_it_will_be(shop: Path, context: Context) -> None:
    request = ValidateRequest(stdin=b"name: Cara\ncolour: blue\n", stdin_filename=Path("personas/new.yaml"))
    assert {str(finding.path) for finding in check_files(request, context).findings} == {"personas/new.yaml"}
    assert not (shop / "personas" / "new.yaml").exists()


def test_fixes_are_values_until_they_are_written(flawed: Path, context: Context) -> None:
    before = flawed.read_text()
    fixed = fix_files(ValidateRequest(unsafe_fixes=True), context)
    assert fixed.fixes >= 1
    assert flawed.read_text() == before
    write_changes(fixed.changes)
    assert flawed.read_text() == fixed.changes[0].after != before


def test_a_file_that_changed_in_the_meantime_is_not_overwritten(flawed: Path, context: Context) -> None:
    fixed = fix_files(ValidateRequest(unsafe_fixes=True), context)
    flawed.write_text("name: Cara\n")
    with pytest.raises(StorageError):
        write_changes(fixed.changes)
    assert flawed.read_text() == "name: Cara\n"


def test_a_baseline_hides_the_findings_that_it_knows(flawed: Path, shop: Path, context: Context) -> None:
    request = ValidateRequest(baseline=shop / "known.json")
    assert write_baseline(request, context) == len(codes(ValidateRequest(), context))
    assert codes(request, context) == []
    assert write_baseline(request, context) == len(codes(ValidateRequest(), context))
    with pytest.raises(UsageError):
        write_baseline(request._replace(baseline=None), context)
