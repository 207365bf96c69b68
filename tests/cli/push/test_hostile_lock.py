"""A pull request that changes `personactl.lock`: what the command line shows, refuses and leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run

PERSONA = "name: Ada\navatar: Cara\nvoice: Lucy\nsystemPrompt: You are Ada, who sells lamps.\n"


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def lamps(tmp_path: Path, app: WebApp, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A project with a persona that was pushed, on a platform that also has a persona of somebody else."""
    folder = tmp_path / "lamps"
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "ada.yaml").write_text(PERSONA)
    monkeypatch.chdir(folder)
    assert run("push", "--yes").status == 0
    app.create(name="Payroll", systemPrompt="You know what everybody earns.")
    return folder


def lock_of(home: Path) -> Path:
    (found,) = (path for path in home.rglob("locks/*.lock") if path.stat().st_size)
    return found


def craft(home: Path, **changes: Any) -> None:
    """Put `changes` into the block of the lock."""
    path = lock_of(home)
    value = json.loads(path.read_text())
    (accounts,) = value["platforms"].values()
    (block,) = accounts.values()
    for part, kinds in changes.items():
        for kind, entries in kinds.items():
            block.setdefault(part, {}).setdefault(kind, {}).update(entries)
    path.write_text(json.dumps(value, indent=2))


def entry(home: Path, **changes: Any) -> dict[str, Any]:
    (accounts,) = json.loads(lock_of(home).read_text())["platforms"].values()
    (block,) = accounts.values()
    return {**block["resources"]["persona"]["ada"], **changes}


def test_a_leftover_deletes_nothing(lamps: Path, home: Path, app: WebApp, run: Run) -> None:
    craft(home, leftovers={"persona": {"ada": [app.id("Payroll")]}})
    (lamps / "personas" / "ada.yaml").write_text(f"{PERSONA}description: Sells lamps\n")
    for command in (("push", "--yes"), ("diff",), ("status",), ("push", "--dry-run"), ("pull",)):
        refused = run(*command)
        assert refused.status == 2, (command, refused.stderr)
        assert "leftovers > persona > ada cannot be there" in refused.stderr
        assert "remove the entry" in refused.stderr
    assert sorted(app.names()) == ["Ada", "Payroll"]


def test_a_swapped_id_overwrites_nothing(lamps: Path, home: Path, app: WebApp, run: Run) -> None:
    craft(home, resources={"persona": {"ada": entry(home, id=app.id("Payroll"))}})
    (lamps / "personactl.yaml").write_text("push: {onDrift: ours}\n")
    (lamps / "personas" / "ada.yaml").write_text(f"{PERSONA}description: Sells lamps\n")
    shown = run("diff")
    assert f"! ada  personas/ada.yaml  not ours: {app.id('Payroll')} was not pushed from here" in shown.stdout
    assert "('Payroll' on the platform)" in shown.stdout
    refused = run("push", "--yes")
    assert refused.status == 6
    assert f"the persona 'Payroll' ({app.id('Payroll')}) was pushed from here, and it holds nothing" in refused.stderr
    assert run("push", "--yes", "--on-conflict", "ours").status == 6
    answer = json.loads(run("push", "--yes", "--format", "json").stdout)
    (item,) = answer["plan"]["items"]
    assert (item["action"], item["state"], item["remoteName"]) == ("not-ours", "not-ours", "Payroll")
    assert app.fields("Payroll")["systemPrompt"] == "You know what everybody earns."


def test_an_entry_without_a_file_prunes_nothing_of_others(lamps: Path, home: Path, app: WebApp, run: Run) -> None:
    ghost = entry(home, id=app.id("Payroll"), fields={}, updatedAt="")
    craft(home, resources={"persona": {"ghost": ghost}})
    for options in ((), ("--on-conflict", "ours"), ("--adopt",), ("--on-drift", "ours", "--adopt")):
        refused = run("push", "--yes", "--prune", *options)
        assert refused.status == 6, (options, refused.stdout)
        assert "remove the entry from personactl.lock to keep the resource" in refused.stderr
    assert sorted(app.names()) == ["Ada", "Payroll"]


def test_what_the_lock_proves_is_pruned_by_name_and_id(lamps: Path, home: Path, app: WebApp, run: Run) -> None:
    (lamps / "personas" / "night.yaml").write_text(PERSONA.replace("Ada", "Night desk"))
    assert run("push", "--yes").status == 0
    (lamps / "personas" / "night.yaml").unlink()
    shown = run("push", "--prune", "--dry-run")
    assert f"- night  delete {app.id('Night desk')} ('Night desk' on the platform)" in shown.stdout
    assert run("push", "--yes", "--prune").status == 0
    assert sorted(app.names()) == ["Ada", "Payroll"]


def test_a_takeover_by_choice_names_what_it_overwrites(lamps: Path, home: Path, app: WebApp, run: Run) -> None:
    craft(home, resources={"persona": {"ada": entry(home, id=app.id("Payroll"))}})
    options = ("--adopt", "--on-drift", "ours", "--on-conflict", "ours")
    shown = run("push", "--dry-run", *options)
    assert shown.status == 0
    assert "~ ada  personas/ada.yaml  update ('Payroll' on the platform)" in shown.stdout
