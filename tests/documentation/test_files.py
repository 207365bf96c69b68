"""Files that documents show are valid, and the things that they name exist."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from personactl.cli.command_tree import COMMANDS
from personactl.cli.main import BUG, main
from personactl.errors import INTERRUPTED, PersonactlError
from personactl.report.findings.findings_formats import REPORTERS
from tests.conftest import ROOT, Run
from tests.documentation.pages import PAGES, blocks
from tests.documentation.rule_table import RULES_PAGE, with_rule_table

_README_LINES = 250
_PARSERS: dict[str, Callable[[str], Any]] = {"yaml": yaml.safe_load, "json": json.loads, "toml": tomllib.loads}
_PROSE = {page: re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S) for page in PAGES}
_FIRST = {(group or name) for group, name, _ in COMMANDS}
_ROOMS = ("personactl", "tests", "docs", "benchmarks", "demo", "fuzz")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _named(page: str, name: str) -> str:
    """Return the only YAML block of `page` whose first line is a comment that begins with `name`."""
    (text,) = (block.text for block in blocks(ROOT / page) if re.match(rf"# {re.escape(name)}(?!\S)", block.text))
    return text


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= _README_LINES


def test_the_rule_table_is_the_generated_one() -> None:
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert text == with_rule_table(text), "run 'make rules'"


def test_every_format_is_explained() -> None:
    table = _PROSE[ROOT / "docs" / "ci.md"].partition("| format | for |")[2].partition("## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(REPORTERS)


@pages
def test_blocks_of_data_can_be_parsed(page: Path) -> None:
    for block in blocks(page):
        if block.language in _PARSERS:
            assert _PARSERS[block.language](block.text) is not False, f"{page.name}:{block.line}"


@pages
def test_every_command_and_option_in_the_text_exists(page: Path, run: Run) -> None:
    for span in re.findall(r"`([^`\n]+)`", _PROSE[page]):
        words = span.replace("\\|", "|").removeprefix("personactl ").split()
        if words and words[0] in _FIRST and (span.startswith("personactl ") or len(words) > 1):
            bare = [word.partition("|")[0].strip('"[]') for word in words]
            result = run(*bare, "--help")
            assert result.status == 0, f"{page.name}: {span}\n{result.stderr}"


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _PROSE[page]):
        path, _, anchor = target.partition("#")
        if not path.startswith("https://"):
            linked = (page.parent / path).resolve() if path else page
            if not linked.exists() or (anchor and anchor not in _anchors(linked)):
                lost.append(target)
    assert lost == []


@pages
def test_every_path_of_the_project_exists(page: Path) -> None:
    paths = re.findall(rf"`(?:\S+ )?((?:{'|'.join(_ROOMS)})/[\w./-]*)[^`]*`", _PROSE[page])
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pages
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)[^`]*`", _PROSE[page])) <= targets


@pages
def test_every_test_that_is_chosen_by_its_name_exists(page: Path) -> None:
    chosen = re.findall(r"pytest (tests/\S+\.py) -k (\w+)", page.read_text(encoding="utf-8"))
    assert [
        (path, word) for path, word in chosen if not re.search(rf"def test_\w*{word}", (ROOT / path).read_text())
    ] == []


def test_the_files_that_a_persona_needs_have_no_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    written = {
        "personas/cara.yaml": _named("README.md", "personas/cara.yaml"),
        "personas/prompts/cara.md": "You answer questions about opening hours in one short spoken sentence.\n",
        "personas/leo.yaml": _named("README.md", "personas/cara.yaml")
        .replace("name: Cara", "name: Leo")
        .replace("llmId: ", "# ")
        .replace("tools: ", "# ")
        .replace("knowledge: ", "# ")
        + _named("docs/files.md", "personas/cara.yaml, in part"),
        "knowledge/store-faq/opening-hours.md": "The shop opens at nine.\n",
    }
    for name in ("tools/open_calendar.yaml", "knowledge/store-faq.yaml", "llms/house-model.yaml"):
        written[name] = _named("docs/files.md", name)
    written["personactl.yaml"] = _named("docs/profiles.md", "personactl.yaml")
    for name, text in written.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = run("validate")
    assert (result.status, result.stdout) == (0, "")


@pytest.mark.parametrize("text", ["{name: `Cara`}", "{name: 'Cara', // who\n}", "{name:'Cara'}"])
def test_what_yaml_does_not_read_of_javascript_is_a_finding(tmp_path: Path, run: Run, text: str) -> None:
    path = tmp_path / "cara.yaml"
    path.write_text(text)
    assert re.search(r"cara.yaml:\d+:\d+ [YS]\d+ .*(backticks|//|name:'Cara')", run("validate", str(path)).stdout)


def test_every_exit_status_is_explained() -> None:
    table = _PROSE[ROOT / "docs" / "ci.md"].partition("| code | meaning |")[2].partition("\n\n")[0]
    statuses = {error.exit_status for error in _below(PersonactlError)}
    assert statuses | {0, 1, BUG, INTERRUPTED} == set(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE)))


def test_the_settings_of_the_linter_are_taken(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text(_named("docs/rules.md", "personactl.yaml"))
    result = run("validate")
    assert (result.status, result.stdout) == (0, "")


def test_the_github_workflow_is_the_core_of_what_init_writes(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "made"), "--quiet"]) == 0
    written = yaml.safe_load((tmp_path / "made" / ".github" / "workflows" / "personas.yml").read_text())
    shown = yaml.safe_load(_named("docs/ci.md", ".github/workflows/personas.yml, in part"))
    assert list(shown["jobs"]) == list(written["jobs"])
    for name, job in shown["jobs"].items():
        assert set(_runs(job)) <= set(_runs(written["jobs"][name]))
        assert {key: job[key] for key in job if key != "steps"}.items() <= written["jobs"][name].items()


def test_the_jobs_for_gitlab_run_commands_that_there_are(project: Path, run: Run) -> None:
    for page in ("README.md", "docs/ci.md"):
        job = yaml.safe_load(_named(page, ".gitlab-ci.yml"))["personas"]
        lines = [line.split() for line in job["script"] if line.startswith("personactl ")]
        for _, *words in lines:
            assert run(*(word if word != "production" else "local" for word in words)).status == 0
        for report in job["artifacts"]["reports"].values():
            assert (project / report).exists()


def test_the_pre_commit_hook_exists_and_so_do_the_inputs_of_the_action() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = yaml.safe_load(_named("docs/ci.md", ".pre-commit-config.yaml"))
    assert {hook["id"] for repo in shown["repos"] for hook in repo["hooks"]} <= hooks
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = yaml.safe_load(_named("docs/ci.md", "a job of a GitHub workflow, in part"))["steps"]
    (used,) = (step for step in steps if "/personactl@" in step["uses"])
    assert used["with"].keys() <= action["inputs"].keys()
    table = _PROSE[ROOT / "docs" / "ci.md"].partition("| input | meaning |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([\w-]+)`(?=,| \|)", table)) == set(action["inputs"])


def _below(error: type[PersonactlError]) -> list[type[PersonactlError]]:
    return [inner for child in error.__subclasses__() for inner in (child, *_below(child))]


def _runs(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
