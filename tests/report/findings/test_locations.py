"""Paths of findings: relative to the top of the checkout for CI systems, and as URIs."""

from pathlib import Path

import pytest

from personactl.lint.finding import Edit, Fix
from personactl.lint.lint_report import Report
from personactl.report.findings.finding_locations import path_uri, relative_to_checkout
from tests.report.findings.findings_sample import SAMPLE

_TOP = Path("/srv/checkout")


def _from_top(path: str, cwd: str = "/srv/checkout/web") -> str:
    return str(relative_to_checkout(Report.of([Path(path)], []), Path(cwd), _TOP).files[0])


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("a.yaml", "web/a.yaml"),
        ("../personas/a.yaml", "personas/a.yaml"),
        ("./b/../a.yaml", "web/a.yaml"),
        ("/srv/checkout/personas/a.yaml", "personas/a.yaml"),
        ("/srv/checkout/web/../a.yaml", "a.yaml"),
        ("../../other/a.yaml", "/srv/other/a.yaml"),
        ("/srv/checkouts/a.yaml", "/srv/checkouts/a.yaml"),
        ("a\udcff\n.yaml", "web/a\udcff\n.yaml"),
    ],
)
def test_a_path_is_relative_to_the_top(path: str, seen: str) -> None:
    assert _from_top(path) == seen


def test_at_the_top_nothing_changes() -> None:
    assert relative_to_checkout(SAMPLE, _TOP, _TOP) == SAMPLE


def test_findings_and_the_edits_of_their_fixes_get_the_new_paths() -> None:
    edit = Edit(Path("../b.yaml"), SAMPLE.findings[0].span, "")
    finding = SAMPLE.findings[0]._replace(path=Path("a.yaml"), fix=Fix((edit,), safe=True, title="Remove it"))

    (moved,) = relative_to_checkout(Report.of([], [finding]), _TOP / "web", _TOP).findings

    assert moved.path == Path("web/a.yaml")
    assert moved.fix is not None
    assert [edit.path for edit in moved.fix.edits] == [Path("b.yaml")]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("personas/cara é.yaml", "personas/cara%20%C3%A9.yaml"),
        ("/srv/100%.yaml", "file:///srv/100%25.yaml"),
        ("bytes-\udcff.yaml", "bytes-%FF.yaml"),
        ("none-\ud800.yaml", r"none-%5Cud800.yaml"),
    ],
)
def test_a_path_is_a_uri(name: str, reference: str) -> None:
    assert path_uri(Path(name)) == reference
