"""Which files of a project the command line selects."""

from pathlib import Path

import pytest

from personactl.errors import NotFoundError, UsageError
from personactl.persona.project_resource import Address
from personactl.state.project import Project
from personactl.state.selection import resource_files, select
from tests.project_reading import read_resources

_FILES = (
    "personas/cara.yaml",
    "personas/more/bob.yml",
    "personas/_part.yaml",
    "personas/notes.md",
    "tools/book.yaml",
    "tools/_hook.yaml",
    "knowledge/faq.yaml",
    "llms/book.yaml",
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in _FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("name: X\n")
    return Project(tmp_path, tmp_path / "personas")


def _addresses(*names: str) -> frozenset[Address]:
    return frozenset(Address(kind, key) for name in names for kind, key in [_split(name)])  # type: ignore[arg-type]


def _split(name: str) -> tuple[str, str]:
    kind, _, key = name.partition(" ")
    return kind, key


def test_every_file_that_describes_something_has_its_kind_and_key(project: Project) -> None:
    root = project.root
    assert resource_files(project) == {
        "llm": {"book": root / "llms/book.yaml"},
        "knowledge": {"faq": root / "knowledge/faq.yaml"},
        "tool": {"book": root / "tools/book.yaml"},
        "persona": {"bob": root / "personas/more/bob.yml", "cara": root / "personas/cara.yaml"},
    }


def test_personas_may_lie_at_the_top_beside_the_other_folders(project: Project) -> None:
    (project.root / "zoe.yaml").write_text("name: Zoe\n")

    files = resource_files(Project(project.root, project.root))
    assert list(files["persona"]) == ["bob", "cara", "zoe"]
    assert list(files["tool"]) == ["book"]


def test_two_files_of_one_kind_cannot_have_one_key(project: Project) -> None:
    (project.root / "tools" / "more").mkdir()
    (project.root / "tools" / "more" / "book.yaml").write_text("")

    with pytest.raises(UsageError, match="two files have the tool key 'book'"):
        select(project)
    assert select(project, ["personas/cara.yaml"]).selected == _addresses("persona cara")


def test_a_project_without_files_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file or folder"):
        select(Project(tmp_path, tmp_path / "personas"))


def test_without_a_word_a_run_is_about_everything(project: Project) -> None:
    assert select(project).selected is None
    assert select(project, []).selected is None


def test_paths_name_files_and_folders_of_every_kind(project: Project) -> None:
    assert select(project, ["tools", "personas/cara.yaml"]).selected == _addresses("tool book", "persona cara")
    assert select(project, ["."]).selected == _addresses(
        "llm book", "knowledge faq", "tool book", "persona bob", "persona cara"
    )


def test_a_file_outside_of_the_personas_folder_is_a_persona_of_the_project(project: Project) -> None:
    trial = project.root / "trial.yaml"
    trial.write_text("name: Trial\n")

    selection = select(project, ["trial.yaml"])
    assert selection.selected == _addresses("persona trial")
    assert selection.files["persona"]["trial"] == trial


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("cara", "persona cara"),
        ("faq", "knowledge faq"),
        ("tool/book", "tool book"),
        ("tool/cara.greet", "tool cara.greet"),
        ("tool/knowledge.faq", "tool knowledge.faq"),
        ("document/faq/hours.md", "document faq/hours.md"),
    ],
)
def test_a_name_is_a_key_or_a_kind_and_a_key(project: Project, name: str, meant: str) -> None:
    assert select(project, [name]).selected == _addresses(meant)


def test_a_key_that_several_kinds_have_needs_its_kind(project: Project) -> None:
    with pytest.raises(UsageError) as caught:
        select(project, ["book"])
    assert caught.value.hint == "write llm/book or tool/book"


@pytest.mark.parametrize(("name", "hint"), [("carla", "did you mean cara?"), ("tool/bok", "did you mean tool/book?")])
def test_a_name_that_nothing_has_is_not_found(project: Project, name: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        select(project, [name])
    assert caught.value.hint == hint


def test_a_kind_of_which_there_is_nothing_names_what_else_there_is(project: Project) -> None:
    (project.root / "knowledge" / "faq.yaml").unlink()
    with pytest.raises(NotFoundError) as caught:
        select(project, ["knowledge/prices"])
    assert caught.value.hint == "choose one of: llm/book, tool/book, persona/bob, persona/cara"


def test_a_partial_run_includes_locked_addresses_of_unread_files(project: Project) -> None:
    who = "name: Cara\navatar: Cara\nvoice: Lucy\n"
    for key in ("personas/cara.yaml", "personas/more/bob.yml"):
        (project.root / key).write_text(who)
    (project.root / "knowledge/faq.yaml").write_text("name: FAQ\n")
    remembered = _addresses(
        "persona bob", "persona gone", "tool bob.greet", "tool cara.greet", "tool gone.greet", "tool knowledge.faq"
    )

    selection = select(project, ["cara", "faq"])
    resources = read_resources(selection.files, project.root, None, selection.selected)
    assert selection.addresses(resources, remembered) == _addresses(
        "persona cara", "knowledge faq", "persona bob", "tool bob.greet", "tool cara.greet", "tool knowledge.faq"
    ), "bob may use the tools that cara no longer has"

    whole = select(project, ["cara", "bob", "faq"])
    resources = read_resources(whole.files, project.root, None, whole.selected)
    assert whole.addresses(resources, remembered) == _addresses("persona cara", "knowledge faq", "persona bob")


def test_a_full_run_includes_only_what_it_read(project: Project) -> None:
    assert select(project).addresses([], _addresses("persona bob")) == frozenset()
