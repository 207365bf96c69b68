"""A `perFile` pattern that can match no file is refused, with the pattern to write instead."""

from pathlib import Path

import pytest

from personactl.lint.file_patterns import why_never
from tests.conftest import Run

ROOT = Path("/srv/project")


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("", "personas/cara.yaml"),
        ("  ", "personas/cara.yaml"),
        ("# personas", "personas/cara.yaml"),
        ("!", "the files that it is about"),
        ("!personas/cara.yaml", "the files that it is about"),
        ("./personas/cara.yaml", "write personas/cara.yaml"),
        ("personas/./cara.yaml", "write personas/cara.yaml"),
        ("personas//cara.yaml", "write personas/cara.yaml"),
        ("../other/cara.yaml", "relative to the folder"),
        ("personas/../tools/x.yaml", "relative to the folder"),
        ("/srv/project/personas/cara.yaml", "write personas/cara.yaml"),
        ("C:/project/cara.yaml", "relative to the folder"),
        ("~/project/cara.yaml", "relative to the folder"),
        ("file:///srv/project/cara.yaml", "relative to the folder"),
        ("personas\\cara.yaml", "write personas/cara.yaml"),
        ("personas\\", "write personas"),
        ("personas/*.{yaml,yml}", "a pattern for each"),
        ("personas/cara.yaml/", "write personas/cara.yaml"),
        ("personas/[ab.yaml", "for the character itself"),
        ("/", "write **"),
    ],
)
def test_a_pattern_that_can_match_nothing(pattern: str, hint: str) -> None:
    never = why_never(pattern, ROOT)

    assert never is not None
    assert hint in never[1]


@pytest.mark.parametrize(
    "pattern",
    [
        *("personas/cara.yaml", "/personas/cara.yaml", "personas/", "*.yaml", "personas/**", "**/cara.*", "cara.yaml"),
        *(
            "personas/[ab]*.yaml",
            "personas/shop-?.yaml",
            "\\!odd.yaml",
            "\\#odd.yaml",
            "a\\ b.yaml",
            "personas/ä ö.yaml",
        ),
        *("prompts/*.md", "personas", ".hidden/x.yaml", "a..b.yaml", "personas/{a}.yaml"),
    ],
)
def test_a_pattern_that_can_match(pattern: str) -> None:
    assert why_never(pattern, ROOT) is None


def test_validate_refuses_it_at_its_place(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "a.yaml").write_text("name: A\n")
    for pattern in ("./personas/a.yaml", "!", "personas\\\\a.yaml"):
        (tmp_path / "personactl.yaml").write_text(f'lint:\n  perFile:\n    "{pattern}": [S115]\n')

        result = run("validate")

        assert result.status == 2
        assert "can match no file" in result.stderr
        assert "personactl.yaml:3:" in result.stderr
