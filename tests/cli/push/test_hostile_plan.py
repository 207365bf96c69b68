"""A plan's file that somebody else wrote: what a reader sees is what is applied, or nothing is."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.push.plan_forgery import Document, forge
from tests.cli.web_app import WebApp
from tests.conftest import Run


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def plan(project: Path, run: Run) -> Path:
    """A plan to create Cara and the tools that she needs."""
    assert run("diff", "--only", "cara", "--output", "plan.json").status == 0
    return project / "plan.json"


def persona(document: Document) -> Document:
    found: Document = next(one for one in document["plan"]["items"] if one["kind"] == "persona")
    return found


def set_item(name: str, value: object) -> Callable[[Document], object]:
    return lambda document: persona(document).__setitem__(name, value)


def set_change(side: str, value: object) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        for one in persona(document)["changes"]:
            if one["field"] == "systemPrompt":
                one[side] = {"set": True, "value": value}

    return change


def drop_item(document: Document) -> None:
    document["plan"]["items"].remove(persona(document))


def twice(document: Document) -> None:
    document["plan"]["items"].append({**persona(document), "name": "Other"})


def lie_about_counts(document: Document) -> None:
    document["plan"]["counts"]["create"] = 0


def true_for_one(document: Document) -> None:
    document["plan"]["counts"] = {name: bool(n) if n < 2 else n for name, n in document["plan"]["counts"].items()}


def no_names(document: Document) -> None:
    document["plan"]["names"] = [{"remoteId": one["remoteId"], "name": "Julia"} for one in document["plan"]["names"]]


def names_twice(document: Document) -> None:
    first = document["plan"]["names"][0]
    document["plan"]["names"].insert(0, {**first, "name": "Julia"})


LIES: dict[str, tuple[Callable[[Document], object], str]] = {
    "a harmless prompt": (set_change("sent", "You are kind."), "cara: systemPrompt"),
    "another value on the platform": (set_change("remote", "You are kind."), "cara: systemPrompt"),
    "another name": (set_item("name", "Julia"), "cara: name"),
    "a name with an override": (set_item("name", "araC\u202e"), "cara: name"),
    "a name without width": (set_item("name", "Cara\u200b"), "cara: name"),
    "another id": (set_item("remoteId", "6bfbe25a-979d-40f3-a92b-5394170af54b"), "cara: remoteId"),
    "another file": (set_item("path", "personas/other.yaml"), "cara: path"),
    "another action": (set_item("action", "unchanged"), "cara: unchanged became create"),
    "a note": (set_item("notes", ["reviewed"]), "cara: notes"),
    "another key": (set_item("key", "other"), "cara: create, was not in the plan"),
    "an item less": (drop_item, "cara: create, was not in the plan"),
    "an item twice": (twice, "no longer in the plan"),
    "no counts": (lie_about_counts, "counts of the file"),
    "a number that is true": (true_for_one, "counts of the file"),
    "in sync": (lambda document: document["plan"].update(inSync=True), "inSync of the file"),
    "other names of the catalogue": (no_names, "names of the file"),
    "a name of the catalogue twice": (names_twice, "names of the file"),
    "a name of nothing": (
        lambda document: document["plan"]["names"].append({"remoteId": "zz", "name": "approved"}),
        "names of the file",
    ),
    "a word beside a name": (lambda document: document["plan"]["names"][0].update(ok=True), "names of the file"),
    "a digest of its own": (lambda document: document["plan"].update(digest="0" * 64), "a detail that plans do not"),
    "an unknown part": (lambda document: document["plan"].update(approvedBy="Ada"), "approvedBy of the file"),
}


@pytest.mark.parametrize(("lie", "said"), LIES.values(), ids=LIES.keys())
def test_what_the_file_shows_has_to_be_the_plan(
    plan: Path, app: WebApp, run: Run, lie: Callable[[Document], object], said: str
) -> None:
    forge(plan, lie, sealed=False)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert "was changed after it was made" in refused.stderr
    forge(plan, lambda document: None)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 6
    assert said in refused.stderr
    assert "make the plan again" in refused.stderr
    assert app.names() == []


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (lambda document: document["selection"].update(only=["tutor"]), 6, "something changed"),
        (lambda document: document["choices"].update(adopt=True, prune=True), 0, ""),
        (lambda document: document["choices"].update(force=True), 2, "choices.force is not known here"),
        (lambda document: document.update(origin="https://elsewhere.example"), 6, "has another address"),
        (lambda document: document.update(account="organization:other"), 6, "leads to another account"),
        (lambda document: document.update(target="nowhere"), 2, "nowhere"),
        (lambda document: document.update(target="lo\x1b[2Jcal"), 2, "control character"),
        (lambda document: document.update(project="..\u202e"), 2, "control character"),
        (lambda document: document.update(project="a\x00b"), 2, "control character"),
        (lambda document: document["selection"].update(paths=["a\x00b"]), 2, "control character"),
        (lambda document: document.update(project="nowhere"), 0, ""),  # that of the current folder is taken
        (lambda document: document.update(version=True), 2, ""),
        (lambda document: document.update(plan=[]), 2, "plan must be an object"),
    ],
)
def test_what_a_plan_is_about_is_checked(
    plan: Path, app: WebApp, run: Run, change: Callable[[Document], object], status: int, said: str
) -> None:
    forge(plan, change)
    result = run("push", "plan.json", "--yes")
    assert result.status == status, result.stderr
    assert said in result.stderr
    assert "\x1b[2J" not in result.stderr
    assert "\u202e" not in result.stderr
    assert app.names() == ([] if status else ["Cara"])


def test_names_that_only_one_of_two_machines_knows_are_no_difference(plan: Path, app: WebApp, run: Run) -> None:
    forge(plan, lambda document: document["plan"].update(names=[]))
    done = run("push", "plan.json", "--yes")
    assert done.status == 0, done.stderr
    assert app.names() == ["Cara"]


def test_a_plan_for_one_account_is_not_applied_to_another(project: Path, plan: Path, app: WebApp, run: Run) -> None:
    """Two accounts that hold nothing yet have the same plan."""
    document = json.loads(plan.read_text())
    assert document["account"].startswith(("organization:", "profile:"))
    forge(plan, lambda document: document.update(account="organization:" + "0" * 8))
    refused = run("push", "plan.json", "--dry-run")
    assert refused.status == 6
    assert "leads to another account than when the plan was made, nothing was sent" in refused.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"version": 4, "version": 4}', "appears twice"),
        ('{"version": 4, "plan": {"a": 1, "a": 2}}', "appears twice"),
        ('{"version": 4, "plan": ' + '{"a": ' * 70 + "1" + "}" * 71, "nested more than 64 levels"),
        ("[" * 100_000, "cannot be used"),
        ('{"version": 4, "plan": NaN}', "NaN is not a number of JSON"),
        ('{"version": ' + "9" * 5_000 + "}", "cannot be used"),
        ("", "cannot be used"),
    ],
    ids=["version twice", "a key twice", "deep", "very deep", "no number", "a long number", "nothing"],
)
def test_odd_json_is_refused(project: Path, run: Run, content: str, said: str) -> None:
    (project / "plan.json").write_text(content)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 2
    assert said in refused.stderr
    assert len(refused.stderr) < 2_000


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
@pytest.mark.parametrize("kind", ["device", "pipe"])
def test_an_endless_file_is_not_a_plan(project: Path, run: Run, kind: str) -> None:
    if kind == "device":
        (project / "plan.json").symlink_to("/dev/zero")
    else:
        os.mkfifo(project / "plan.json")
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 2
    reason = "outside the repository" if kind == "device" else "it is not a regular file"
    assert reason in refused.stderr


def test_a_huge_file_is_not_a_plan(project: Path, run: Run) -> None:
    os.truncate(os.open(project / "plan.json", os.O_RDWR | os.O_CREAT), 65 * 1024 * 1024)
    refused = run("push", "plan.json", "--yes")
    assert refused.status == 2
    assert "the limit is 64 MiB" in refused.stderr


def test_an_editor_shows_characters_that_nobody_sees(project: Path, app: WebApp, run: Run) -> None:
    path = project / "personas" / "cara.yaml"
    hidden = "\u202e\u200b\u2066\U000e0041\x9b"
    text = path.read_text(encoding="utf-8").replace("Front desk of the demo shop", f"Fro{hidden}nt")
    path.write_text(text.replace("\x9b", ""), encoding="utf-8")
    run("diff", "--only", "cara", "--output", "plan.json")
    shown = (project / "plan.json").read_text(encoding="utf-8")
    assert not set(hidden) & set(shown)
    assert "\\u202e\\u200b\\u2066\\udb40\\udc41" in shown
    result = run("push", "plan.json", "--yes", "--no-validate")
    assert result.status == 0, result.stderr
    assert app.names() == ["Cara"]
