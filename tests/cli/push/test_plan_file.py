"""A plan saved with `diff --output` is pushed unchanged, or refused with the names of the resources that changed."""

import json
from pathlib import Path

import pytest

from tests.cli.push.plan_forgery import forge
from tests.cli.web_app import WebApp
from tests.conftest import Run


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def plan(project: Path, run: Run) -> Path:
    """A plan to create Cara."""
    assert run("diff", "--only", "cara", "--output", "plan.json").status == 0
    return project / "plan.json"


def _describe(project: Path, text: str) -> None:
    path = project / "personas" / "cara.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Front desk of the demo shop", text), encoding="utf-8")


def test_it_says_what_it_is_about_and_is_private(plan: Path) -> None:
    document = json.loads(plan.read_text())
    assert list(document) == [
        "version",
        "digest",
        "target",
        "origin",
        "account",
        "project",
        "selection",
        "choices",
        "plan",
    ]
    assert document["selection"] == {"paths": [], "only": ["cara"]}
    assert document["choices"]["maxDelete"] == 10
    assert document["plan"]["counts"]["create"] == 1
    assert plan.stat().st_mode & 0o077 == 0


def test_it_is_pushed_from_anywhere_in_the_project(
    project: Path, plan: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "personas")
    done = run("push", "../plan.json", "--yes")
    assert (done.status, app.names()) == (0, ["Cara"])


def test_paths_mean_the_same_files_from_another_folder(
    project: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("diff", "personas/tutor.yaml", "-o", "plan.json").status == 0
    monkeypatch.chdir(project / "tools")
    assert run("push", "../plan.json", "--yes").status == 0
    assert app.names() == ["Marcel"]


@pytest.mark.parametrize("option", [(), ("-C", "{project}")])
def test_a_plan_that_was_moved_is_for_the_project_around(
    option: tuple[str, ...], project: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (project / "out").mkdir()
    assert run("diff", "--only", "cara", "--output", "out/plan.json").status == 0
    moved = tmp_path / "moved" / "deep" / "plan.json"
    moved.parent.mkdir(parents=True)
    (project / "out" / "plan.json").rename(moved)
    monkeypatch.chdir(tmp_path / "moved" if option else project)
    chosen = [word.format(project=project) for word in option]
    result = run(*chosen, "push", str(moved), "--yes")
    assert (result.status, app.names()) == (0, ["Cara"])


def test_a_plan_that_was_moved_out_of_all_projects_says_so(
    plan: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    plan.rename(other / "plan.json")
    monkeypatch.chdir(other)
    result = run("push", "plan.json", "--yes")
    assert (result.status, app.names()) == (2, [])
    assert "the folder of the plan's project is not a project" in result.stderr
    assert "with -C and its folder; or put plan.json where it lay" in result.stderr


def test_it_is_not_pushed_twice(plan: Path, run: Run) -> None:
    assert run("push", "plan.json", "--yes").status == 0
    again = run("push", "plan.json", "--yes")
    assert again.status == 6
    assert "something changed since the plan was made, nothing was sent: cara: create became unchanged" in again.stderr


def test_a_file_that_moved_is_named(project: Path, plan: Path, app: WebApp, run: Run) -> None:
    _describe(project, "Another desk")
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert "nothing was sent: cara: description" in refused.stderr
    assert app.names() == []


def test_the_command_that_makes_a_plan_again_has_the_options_of_the_plan(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--adopt", "--on-conflict=ours", "--prune", "--max-delete=3", "--resend-secrets", "--refresh")
    assert run("diff", "--only=cara", *options, "-o", "plan.json").status == 0
    _describe(project, "Another desk")
    again = f"personactl diff --only=cara {' '.join(options)} --output plan.json --profile local"
    assert run("push", "plan.json", "--yes").stderr.splitlines()[-1].endswith(f"look at it: {again}")
    assert run("diff", "personas/cara.yaml", "-o", "plan.json").status == 0
    assert run("push", "plan.json", "--yes").status == 0
    monkeypatch.chdir(project / "personas")
    again = "personactl diff cara.yaml --output ../plan.json --profile local"
    assert run("push", "../plan.json", "--yes").stderr.splitlines()[-1].endswith(f"look at it: {again}")


def test_a_platform_that_moved_is_named(project: Path, app: WebApp, run: Run) -> None:
    run("push", "--only", "cara", "--yes")
    _describe(project, "Another desk")
    run("diff", "--only", "cara", "-o", "plan.json")
    app.change("Cara", skipGreeting=True)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert "cara: " in refused.stderr
    assert app.fields("Cara")["description"] == "Front desk of the demo shop"


def test_choices_travel_with_it(project: Path, app: WebApp, run: Run) -> None:
    app.create(name="Cara", description="somebody's")
    run("diff", "--only", "cara", "--adopt", "-o", "plan.json")
    assert run("push", "plan.json", "--yes").status == 0
    assert app.fields("Cara")["description"] == "Front desk of the demo shop"


def test_a_refusal_of_it_names_the_diff_that_takes_the_option(project: Path, app: WebApp, run: Run) -> None:
    app.create(name="Cara", description="somebody's")
    run("diff", "--only", "cara", "-o", "plan.json")
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert "repeat the command" not in refused.stderr
    assert "make the plan again and look at it: personactl diff --only=cara --output plan.json" in refused.stderr
    assert " --adopt, which takes it over" in refused.stderr


@pytest.mark.parametrize(
    "beside",
    [["--prune"], ["--profile", "local"], ["personas/cara.yaml"], ["--only", "cara"], ["--on-conflict", "ours"]],
)
def test_nothing_that_changes_plans_goes_beside_it(plan: Path, run: Run, beside: list[str]) -> None:
    refused = run("push", "plan.json", "--yes", *beside)
    assert refused.status == 2
    assert "a plan from a file cannot be combined with other paths or options" in refused.stderr
    assert beside[0] in refused.stderr


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"{", 2, "cannot be used"),
        (b"\xff\xfe", 2, "is not UTF-8 text"),
        (b'{"version": 4}', 2, "is missing"),
        (b'{"version": 5}', 6, "newer personactl"),
        (b'{"version": 1}', 6, "older personactl"),
        (b'{"version": 2}', 6, "older personactl"),
        (b'{"version": 3}', 6, "older personactl"),
        (None, 2, "there is no such plan"),
    ],
)
def test_a_file_that_is_not_a_plan_is_refused(
    project: Path, run: Run, content: bytes | None, status: int, said: str
) -> None:
    if content is not None:
        (project / "plan.json").write_bytes(content)
    result = run("push", "plan.json", "--yes")
    assert (result.status, result.stdout) == (status, "")
    message, where, then = result.stderr.splitlines()
    assert said in message
    assert where == "  where: plan.json"
    assert then.endswith("personactl diff --output plan.json")


def test_the_json_of_diff_is_not_accepted_as_a_plan(project: Path, run: Run) -> None:
    (project / "plan.json").write_text(run("diff", "--format", "json").stdout)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 2
    assert "personactl diff --output plan.json" in refused.stderr


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("new/folder/plan.json", "the folder for the plan does not exist"),
        ("plan.txt", "the name of a plan's file must end in .json"),
        ("folder.json", "this is a folder"),
        (".", "this is a folder"),
    ],
)
def test_a_path_that_cannot_hold_a_plan_is_refused_first(project: Path, run: Run, place: str, said: str) -> None:
    (project / "folder.json").mkdir()
    refused = run("diff", "--output", place)
    assert (refused.status, refused.stdout) == (2, "")
    message, where, then = refused.stderr.splitlines()
    assert said in message
    assert where == f"  where: {place}"
    assert then.startswith("  next: ")
    assert not (project / "new").exists()


def test_a_plan_for_another_address_is_refused(plan: Path, app: WebApp, run: Run) -> None:
    forge(plan, lambda document: document.update(origin="https://other.example.com"))
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert "profile local has another address than when the plan was made" in refused.stderr
    assert app.names() == []


def test_a_plan_for_a_target_that_is_gone_says_that_the_plan_named_it(plan: Path, run: Run) -> None:
    forge(plan, lambda document: document.update(target="gone"))
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 2
    assert refused.stderr.splitlines()[:2] == [
        "error[usage]: there is no profile 'gone'",
        "  where: the target of plan.json",
    ]


def test_no_name_for_a_plan_is_refused(project: Path, run: Run) -> None:
    refused = run("diff", "--output", "")
    assert (refused.status, refused.stdout) == (2, "")
    assert "next: name a file in it: --output plan.json" in refused.stderr
