"""What words on a command line name: paths, patterns and keys."""

import os
from pathlib import Path

import pytest

from personactl.errors import NotFoundError, UsageError
from personactl.persona.project_resource import Address
from personactl.state.named_files import address_matcher, all_files, files_named, persona_named
from personactl.state.project import Project
from personactl.state.selection import select


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for name in (
        "personas/cara.yaml",
        "personas/zoe.yml",
        "personas/_part.yaml",
        "personas/.hidden.yaml",
        "personas/notes.md",
        "personas/more/bob.yaml",
        "tools/book.yaml",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("name: X\n")
    return root


@pytest.fixture
def project(root: Path) -> Project:
    return Project(root, root / "personas")


def selected(project: Project, *words: str, cwd: Path | None = None) -> list[str]:
    found = select(project, words, cwd=cwd).selected
    assert found is not None
    return sorted(f"{address.kind}/{address.key}" for address in found)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("cara",), ["persona/cara"]),
        (("persona/cara", "book"), ["persona/cara", "tool/book"]),
        (("personas/cara.yaml", "personas/more", "personas/cara.yaml"), ["persona/bob", "persona/cara"]),
        (("tools",), ["tool/book"]),
        (("personas/[cz]*",), ["persona/cara", "persona/zoe"]),
        (("personas/**/b*",), ["persona/bob"]),
        (("personas/mor*",), ["persona/bob"]),
        (("*o*",), ["persona/bob", "persona/zoe"]),
        (("b?b", "tool/*"), ["persona/bob", "tool/book"]),
        (("boo*",), ["tool/book"]),
    ],
)
def test_a_word_is_a_path_or_a_pattern_or_a_key(project: Project, words: tuple[str, ...], expected: list[str]) -> None:
    assert selected(project, *words) == expected


def test_relative_paths_and_patterns_start_in_the_current_folder(project: Project, root: Path) -> None:
    assert selected(project, "cara.yaml", "m*", "zoe", cwd=root / "personas") == [
        "persona/bob",
        "persona/cara",
        "persona/zoe",
    ]
    assert selected(project, "../personas/cara.yaml", cwd=root / "tools") == ["persona/cara"]
    assert selected(project, str(root / "personas" / "cara.yaml"), cwd=Path("/")) == ["persona/cara"]


def test_a_current_folder_with_the_characters_of_a_pattern_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a[b]*"
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "cara.yaml").write_text("name: X\n")
    (folder / "personas" / "x[1].yaml").write_text("name: X\n")
    project = Project(folder, folder / "personas")
    assert selected(project, "personas/c*") == ["persona/cara"]
    assert selected(project, "personas/x[1].yaml") == ["persona/x[1]"]
    assert selected(project, "x[[]*") == ["persona/x[1]"]


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("Cara", "this project has no 'Cara'", "did you mean cara?"),
        ("carra", "this project has no 'carra'", "did you mean cara?"),
        ("somebody", "this project has no 'somebody'", "choose one of: bob, cara, zoe, book"),
        ("q*", "no key of this project matches 'q*'", "choose one of: bob, cara, zoe, book"),
        ("tool/bok", "this project has no 'tool/bok'", "did you mean tool/book?"),
    ],
)
def test_an_unknown_key_is_answered_with_what_there_is(project: Project, word: str, message: str, hint: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        select(project, [word])
    assert (caught.value.exit_status, caught.value.message, caught.value.hint) == (4, message, hint)


@pytest.mark.parametrize("word", ["personas/carra.yaml", "personas/cara", "carra.yaml", "personas/car.y*l"])
def test_an_unknown_path_is_answered_with_what_there_is(project: Project, word: str) -> None:
    with pytest.raises(UsageError, match=r"no such file|no file matches") as caught:
        select(project, [word])
    assert (caught.value.exit_status, caught.value.where) == (2, word)
    assert "personas/cara.yaml" in caught.value.hint


@pytest.mark.parametrize("word", ["", " "])
def test_an_empty_word_is_refused_instead_of_taken_for_the_current_folder(project: Project, word: str) -> None:
    with pytest.raises(UsageError, match="is empty"):
        select(project, [word])


def test_without_a_project_the_hint_names_the_projects_below(tmp_path: Path) -> None:
    for name in ("agents", "apps/shop"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "personactl.yaml").write_text("")
    with pytest.raises(UsageError, match="there is no 'cara' here, and no project") as caught:
        select(Project(tmp_path, tmp_path / "personas"), ["cara"])
    assert caught.value.hint == "name the project: -C agents or -C apps/shop"


def test_a_key_that_two_files_have_is_refused_with_both(root: Path, project: Project) -> None:
    (root / "personas" / "more" / "cara.yml").write_text("name: Y\n")
    with pytest.raises(UsageError, match="two files have the persona key 'cara'") as caught:
        select(project, ["cara"])
    assert "cara.yaml" in caught.value.where
    assert "cara.yml" in caught.value.where
    assert selected(project, "bob") == ["persona/bob"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("personas/_part.yaml", "a part of other files"),
        ("personas/notes.md", "not a persona file"),
        ("empty", "no persona file in this folder"),
        ("../outside.yaml", "outside the project"),
    ],
)
def test_a_path_that_is_not_a_persona_is_refused_and_named(root: Path, project: Project, name: str, said: str) -> None:
    (root / "empty").mkdir()
    (root.parent / "outside.yaml").write_text("name: X\n")
    with pytest.raises(UsageError, match=said) as caught:
        files_named(project, name, root)
    assert os.path.normpath(root / name) in caught.value.where


def test_one_persona_is_named_by_its_key_its_path_or_a_pattern(root: Path, project: Project) -> None:
    bob = root / "personas" / "more" / "bob.yaml"
    for word in ("bob", "persona/bob", "b*", "personas/more/bob.yaml", "personas/more/*", "personas/more"):
        assert persona_named(project, word, root) == bob
    (root / "bob").mkdir()
    assert persona_named(project, "bob", root) == bob, "a folder hides no persona"


@pytest.mark.parametrize(
    ("word", "message"),
    [("personas/*", "names 3 personas"), ("tools/book.yaml", "of kind tool"), ("book", "has no 'book'")],
)
def test_what_is_not_one_persona_is_refused(root: Path, project: Project, word: str, message: str) -> None:
    with pytest.raises((UsageError, NotFoundError), match=message):
        persona_named(project, word, root)


def test_words_name_resources_without_files_too(root: Path, project: Project) -> None:
    known = [Address("persona", "gone"), Address("persona", "cara"), Address("tool", "gone")]

    def named(word: str) -> list[str]:
        return [str(one) for one in filter(address_matcher(project, word, root), known)]

    assert named("gone") == ["persona gone", "tool gone"]
    assert named("tool/gone") == named("tools/gone.yaml") == ["tool gone"]
    assert named("personas/gone.yaml") == ["persona gone"]
    assert named("personas/c*") == named("personas") == ["persona cara"]
    assert named("*o*e") == ["persona gone", "tool gone"]
    assert named("nobody") == []


@pytest.mark.parametrize("name", ["--on-drift=ours.yaml", "-y.yaml"])
def test_a_file_whose_key_would_be_an_option_is_refused(root: Path, project: Project, name: str) -> None:
    (root / "personas" / name).write_text("name: X\n")
    for words in ([], [f"personas/{name}"]):
        with pytest.raises(UsageError, match=r"begins with '-'"):
            select(project, words)
    assert select(project, ["cara"]).selected == frozenset({Address("persona", "cara")})


def test_all_files_are_sorted_by_key_without_parts(root: Path, project: Project) -> None:
    folder = root / "personas"
    assert all_files(project)["persona"] == [folder / "more" / "bob.yaml", folder / "cara.yaml", folder / "zoe.yml"]
