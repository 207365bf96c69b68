"""`personactl import` on sources as people write them: each makes the persona that a run of its code would send."""

import json
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Run

_CASES = ROOT / "tests" / "cases" / "import"
_SOURCES = sorted(_CASES.glob("*.source"))


def test_there_are_sources_in_every_language() -> None:
    assert len(_SOURCES) >= 40
    assert {Path(path.stem).suffix for path in _SOURCES} >= {
        ".js",
        ".ts",
        ".tsx",
        ".json",
        ".json5",
        ".py",
        ".html",
        ".md",
        ".sh",
    }


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_a_source_becomes_its_persona(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    expected = json.loads(source.with_suffix(".expected.json").read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / source.stem
    copy.write_bytes(source.read_bytes())

    result = run("import", copy.name, "--all", "--format", "json")

    document = json.loads(result.stdout)
    found = [_shown(finding) for finding in document["findings"]]
    assert {one["key"]: _config(tmp_path / one["path"]) for one in document["personas"]} == expected["personas"]
    assert found == expected["findings"]
    grave = [one for one in found if not one.startswith(("default-taken", "renamed"))]
    assert result.status == (1 if grave else 0), result.stderr
    if expected["valid"]:
        assert run("validate").status == 0


def _config(path: Path) -> dict[str, object]:
    """The persona as it is read: its keys, with the prompt file in place of its name."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(config, dict)
    if "systemPromptFile" in config:
        prompt = (path.parent / config.pop("systemPromptFile")).read_bytes().decode()
        config["systemPrompt"] = prompt.removesuffix("\n")
    return config


def _shown(finding: dict[str, dict[str, object] | None]) -> str:
    source, written = finding["source"], finding["writtenPlace"]
    assert source is not None
    text = f"{finding['kind']} {source['line']}:{source['column']}"
    if written is None:
        return text
    return f"{text} {Path(str(written['path'])).name}:{written['line']}:{written['column']}"
