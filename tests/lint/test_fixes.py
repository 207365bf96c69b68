"""Fixes on every failing case of every rule: they end, add no errors, and change nothing else."""

from pathlib import Path

import pytest

from personactl.document.node import Place, Span
from personactl.lint.finding import Edit, Severity
from personactl.lint.fixes import Fixer, FixResult, apply_edits
from personactl.lint.lint_report import Report
from personactl.lint.rule_registry import RULES
from personactl.lint.rule_selection import DEFAULT, Selection
from tests.lint.rule_cases import Case, rule_cases

_CASES = [(code, case) for code in RULES for case in rule_cases(code).failing if case.file is not None]


def _texts(case: Case) -> dict[str, str]:
    return {case.name: case.file or "", **case.also, **case.beside}


def _has_special_line_ends(case: Case) -> bool:
    return any("\r" in text or text.startswith("\ufeff") for text in _texts(case).values())


def _each(cases: list[tuple[str, Case]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("code", "case"), cases, ids=[f"{code}: {case.why}" for code, case in cases])


_each_case = _each(_CASES)


def _fixed(files: list[Path], root: Path, code: str) -> FixResult:
    return Fixer(files, root, Selection(DEFAULT.codes | {code}), unsafe=True).fixed()


def _write(root: Path, files: dict[str, bytes]) -> list[Path]:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return [root / name for name in files if name.endswith(".yaml")]


def _after(fixed: FixResult, root: Path) -> dict[str, str]:
    return {change.path.relative_to(root).as_posix(): change.after for change in fixed.changes}


@_each_case
def test_fixing_again_changes_nothing_and_no_file_has_more_errors_than_before(
    code: str, case: Case, tmp_path: Path
) -> None:
    files = case.write(tmp_path)
    before = Fixer(files, tmp_path, Selection(DEFAULT.codes | {code}), False, narrowed=lambda report: Report((), ()))
    errors = before.fixed().report.how_many(Severity.error)

    first = _fixed(files, tmp_path, code)
    for change in first.changes:
        change.path.write_bytes(change.after.encode("utf-8"))
    second = _fixed(files, tmp_path, code)

    assert second.changes == ()
    assert second.fixes == 0
    assert second.report == first.report
    assert first.report.how_many(Severity.error) <= errors


@_each([(code, case) for code, case in _CASES if not _has_special_line_ends(case)])
def test_line_ends_and_byte_order_mark_stay_what_they_are(code: str, case: Case, tmp_path: Path) -> None:
    texts = _texts(case)
    plain, marked = tmp_path / "plain", tmp_path / "marked"
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in texts.items()}

    fixed = _after(_fixed(_write(plain, {name: text.encode() for name, text in texts.items()}), plain, code), plain)
    same = _after(_fixed(_write(marked, {name: text.encode() for name, text in windows.items()}), marked, code), marked)

    assert same == {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in fixed.items()}


def test_only_the_mistake_changes_comments_quotes_and_blanks_stay(tmp_path: Path) -> None:
    text = (
        "# top\nname:   'Cara'   # who\n\navatar: \"C\\u0061ra\"\nvoice: Lucy\navatarModle:  cara-4 # typo\n"
        "voiceDetectionOptions: {  silenceBeforeSkipTurnSeconds: 5 ,}\n# end without line end"
    )
    files = _write(tmp_path, {"personas/a.yaml": text.encode()})

    fixed = Fixer(files, tmp_path, Selection(frozenset({"S101"})), unsafe=False).fixed()

    assert _after(fixed, tmp_path) == {"personas/a.yaml": text.replace("avatarModle", "avatarModel")}
    assert fixed.fixes == 1


def test_a_fix_that_adds_errors_is_not_applied_but_others_are(tmp_path: Path) -> None:
    """Two keys are both similar to one key: renaming both would make a duplicate key and an unreadable file."""
    text = "name: Cara\navatar: Cara\nvoice: Lucy\navatarModle: cara-4\navatarMdoel: cara-4\n"
    files = _write(tmp_path, {"personas/a.yaml": text.encode()})

    fixed = Fixer(files, tmp_path, Selection(DEFAULT.codes), unsafe=True).fixed()

    assert not [finding for finding in fixed.report.findings if finding.code.startswith("Y")]
    assert fixed.report.how_many(Severity.error) == 1


def test_a_shared_base_is_fixed_once(tmp_path: Path) -> None:
    files = _write(
        tmp_path,
        {
            "personas/_base.yaml": b"avatar: Cara\nvoice: Lucy\navatarModle: cara-4\n",
            "personas/a.yaml": b"extends: _base.yaml\nname: A\n",
            "personas/b.yaml": b"extends: _base.yaml\nname: B\n",
        },
    )

    fixed = Fixer(files, tmp_path, Selection(frozenset({"S101", "R203"})), unsafe=True).fixed()

    assert _after(fixed, tmp_path) == {"personas/_base.yaml": "avatar: Cara\nvoice: Lucy\navatarModel: cara-4\n"}
    assert fixed.report.findings == ()


def test_nothing_is_written(tmp_path: Path) -> None:
    text = b"name: Cara\navatar: Cara\nvoice: Lucy\navatarModle: cara-4\n"
    [path] = _write(tmp_path, {"personas/a.yaml": text})

    assert Fixer([path], tmp_path, Selection(frozenset({"S101"})), unsafe=True).fixed().changes
    assert path.read_bytes() == text


def test_edits_go_in_by_their_places_whatever_their_order() -> None:
    def edit(start: int, end: int, text: str) -> Edit:
        return Edit(Path("x"), Span(Place(1, start), Place(1, end)), text)

    edits = [edit(1, 2, "longer"), edit(5, 5, "+"), edit(3, 4, "")]

    assert apply_edits("abcdef", edits) == apply_edits("abcdef", reversed(edits)) == "longerbd+ef"
