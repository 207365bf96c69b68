"""`validate` with nothing but paths skips the option parser, with the same output."""

import subprocess
import sys
from pathlib import Path

import pytest

from personactl.cli.validate.fast_path import takes
from tests.conftest import Run

PERSONA = "name: Cara\navatar: Cara\nvoice: Lucy\n"
PROMPT = "You are Cara, who looks after the shop. All that you say is spoken aloud, so answer in plain sentences."
PATHS = {
    "none": (),
    "a file": ("personas/cara.yaml",),
    "a folder and a file": ("personas", "tools/bye.yaml"),
    "a pattern": ("personas/*.yaml",),
    "a path that is not there": ("personas/nobody.yaml",),
    "an empty name": ("",),
    "a folder that is called like a command": ("validate",),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    for name, text in (("personas/cara.yaml", f"{PERSONA}unknwon: 1\n"), ("tools/bye.yaml", "name: bye\n")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("paths", PATHS.values(), ids=PATHS)
def test_it_says_what_the_parsed_command_says(run: Run, paths: tuple[str, ...]) -> None:
    assert takes(["validate", *paths])
    assert not takes(["validate", "--format", "text", *paths])

    assert run("validate", *paths) == run("validate", "--format", "text", *paths)


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["validate", "--help"], ["validate", "-"], ["rule"], ["Validate"]]
)
def test_everything_else_goes_its_usual_way(arguments: list[str]) -> None:
    assert not takes(arguments)


@pytest.mark.processes
def test_an_unchanged_project_loads_no_rule_no_parser_and_no_library_of_options(run: Run) -> None:
    run("validate")
    said = (
        "import sys; from personactl.cli.main import main; main(['validate']); "
        "print(sorted({'typer', 'yaml', 'rich', 'personactl.lint.rule_registry'} & set(sys.modules)))"
    )
    clean = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert clean.stdout.splitlines()[-1] == "['rich']"  # it draws the findings


@pytest.mark.processes
def test_a_new_file_without_findings_loads_only_what_looks_for_them(folder: Path) -> None:
    (folder / "personas" / "new.yaml").write_text(f"{PERSONA}llm: GPT\navatarModel: cara-4\nsystemPrompt: {PROMPT}\n")
    said = (
        "import sys; from personactl.cli.main import main; main(['validate', 'personas/new.yaml']); "
        "print(sorted({'dataclasses', 'pydantic', 'asyncio', 'difflib', 'typer', 'rich'} & set(sys.modules)))"
    )
    clean = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert clean.stdout.splitlines()[-1] == "[]"


@pytest.mark.processes
def test_an_unchanged_file_without_findings_loads_no_library_of_values(folder: Path) -> None:
    (folder / "personas" / "new.yaml").write_text(f"{PERSONA}llm: GPT\navatarModel: cara-4\nsystemPrompt: {PROMPT}\n")
    code = (
        "import sys; from personactl.cli.main import main; main(['validate', 'personas/new.yaml']); "
        "print(sorted({'msgspec', 'inspect', 'dataclasses', 'yaml', 'rich'} & set(sys.modules)))"
    )
    _, warm = (subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in "12")

    assert warm.stdout.splitlines()[-1] == "[]"


def test_no_cache_keeps_nothing(run: Run, home: Path) -> None:
    cache = home / "personactl" / "cache" / "lint.sqlite"
    assert run("validate", "--no-cache") == run("validate", "--no-cache")
    assert not cache.exists()

    run("validate")

    assert cache.exists()
