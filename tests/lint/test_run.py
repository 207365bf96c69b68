"""Every file is checked, whatever another one holds."""

import os
from pathlib import Path

import pytest

from personactl.document.parser import MAX_PROBLEMS
from personactl.lint.rule_selection import Selection
from personactl.lint.run import lint_files
from personactl.persona.schema.schema_problems import CODES

# The rules about the shape of files; other rules would report more for such short files.
_SHAPE = Selection(frozenset({*CODES, "R205"}))
_CLEAN = "name: Cara\navatar: Cara\nvoice: Lucy\n"


def _write(root: Path, files: dict[str, bytes]) -> list[Path]:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [root / name for name in files]


def test_one_broken_file_hides_nothing_of_the_others(tmp_path: Path) -> None:
    files = _write(
        tmp_path,
        {
            "a.yaml": b"name: [",
            "b.yaml": b"\xff\xfe",
            "c.yaml": _CLEAN.encode(),
            "d.yaml": b"name: Cara\navatar: Cara\nvoice: Lucy\nvoise: x\n",
            "e.yaml": b"",
            "f.yaml": b"a: " + b"[" * 5000,
        },
    )
    os.truncate(files[4], 50_000_000)

    report = lint_files(files, tmp_path, _SHAPE)

    assert report.files == tuple(files)
    found = {finding.path.name: finding.code for finding in report.findings}
    assert found == {"a.yaml": "Y005", "b.yaml": "Y003", "d.yaml": "S101", "e.yaml": "Y002", "f.yaml": "Y011"}


def test_a_finding_carries_its_line_and_the_lines_end_is_not_part_of_it(tmp_path: Path) -> None:
    files = _write(tmp_path, {"a.yaml": b"name: Cara\r\navatar: Cara\r\nvoice: Lucy\r\nnmae: x\r\n"})

    [finding] = lint_files(files, tmp_path, _SHAPE).findings

    assert (finding.span.start.line, finding.source) == (4, "nmae: x")


@pytest.mark.parametrize(("keys", "held"), [(150, 1_600), (2000, 1_000 * MAX_PROBLEMS)])
def test_findings_on_one_line_hold_its_text_once_or_short_parts_of_it(tmp_path: Path, keys: int, held: int) -> None:
    written = ", ".join(f"k{number}: 1" for number in range(keys))
    files = _write(tmp_path, {"a.yaml": f"{{name: Cara, avatar: Cara, voice: Lucy, {written}}}".encode()})

    findings = lint_files(files, tmp_path, _SHAPE).findings

    assert len(findings) == MAX_PROBLEMS
    assert sum(len(one) for one in {id(finding.source): finding.source for finding in findings}.values()) <= held


def test_a_part_may_leave_out_what_a_persona_needs_but_not_misspell(tmp_path: Path) -> None:
    files = _write(tmp_path, {"_part.yaml": b"voice: Lucy\n", "_typo.yaml": b"voise: Lucy\n"})

    report = lint_files(files, tmp_path, _SHAPE)

    assert [(finding.path.name, finding.code) for finding in report.findings] == [("_typo.yaml", "S101")]


def test_three_files_of_one_key_are_two_findings_that_name_the_first(tmp_path: Path) -> None:
    files = _write(
        tmp_path, dict.fromkeys(("a/cara.yaml", "b/cara.yml", "b/cara.yaml", "c/julia.yaml"), _CLEAN.encode())
    )

    report = lint_files(files, tmp_path, _SHAPE)

    assert [(finding.path.relative_to(tmp_path), finding.code) for finding in report.findings] == [
        (Path("b/cara.yaml"), "R205"),
        (Path("b/cara.yml"), "R205"),
    ]
    assert all(str(tmp_path / "a/cara.yaml") in finding.message for finding in report.findings)


def test_the_example_personas_have_no_findings() -> None:
    root = Path(__file__).parent.parent.parent
    files = sorted((root / "personas").glob("*.yaml"))

    report = lint_files(files, root)

    assert len(report.files) >= 4
    assert report.findings == ()
