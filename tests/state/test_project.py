"""The folder of the project and its settings file."""

from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.state.profile_settings import ProfileSettings
from personactl.state.project import Project, find_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "personas" / "more").mkdir(parents=True)
    for name in ("cara.yaml", "zoe.yml", "_part.yaml", ".hidden.yaml", "notes.md", "more/bob.yaml"):
        (root / "personas" / name).write_text("name: X\n")
    return root


def test_the_nearest_personactl_yaml_of_the_repository_marks_the_project(root: Path) -> None:
    (root / ".git").mkdir()
    (root / "personactl.yaml").write_text("")
    (root / "sub" / "personas").mkdir(parents=True)
    assert find_project(root / "sub" / "personas") == Project(root, root / "personas")


def test_outside_of_a_repository_the_search_ends_at_the_nearest_personas(root: Path) -> None:
    (root / "personactl.yaml").write_text("")
    (root / "sub" / "personas" / "more").mkdir(parents=True)
    sub = root / "sub"
    for start in (sub, sub / "personas", sub / "personas" / "more"):
        assert find_project(start) == Project(sub, sub / "personas")
    assert find_project(root / "other").root == root


def test_the_search_ends_at_the_root_of_the_repository(root: Path) -> None:
    (root / "personactl.yaml").write_text("")
    clone = root / "clone"
    (clone / "deep").mkdir(parents=True)
    (clone / ".git").write_text("gitdir: ../elsewhere\n")
    assert find_project(clone / "deep").root == clone / "deep"
    (clone / "personas").mkdir()
    assert find_project(clone / "deep").root == clone


def test_without_one_the_nearest_personas_folder_does(root: Path) -> None:
    (root / "sub").mkdir()
    assert find_project(root / "sub").root == root
    assert find_project(root / "personas" / "more").root == root


def test_without_either_the_start_itself_is_the_project(tmp_path: Path) -> None:
    assert find_project(tmp_path / "home") == Project(tmp_path / "home", tmp_path / "home" / "personas")


def test_personactl_yaml_names_folder_pinned_profile_and_profiles(root: Path) -> None:
    (root / "personactl.yaml").write_text(
        "personas: people/all\nprofile: staging\nprofiles:\n"
        "  staging: {apiUrl: 'https://Staging.example/', keyEnv: ANAM_API_KEY_STAGING}\n  plain: {}\n"
    )
    assert find_project(root) == Project(
        root,
        root / "people" / "all",
        "staging",
        {
            "staging": ProfileSettings(
                "staging", "https://staging.example", "ANAM_API_KEY_STAGING", place=f"{root / 'personactl.yaml'}:4:21"
            ),
            "plain": ProfileSettings("plain", "https://api.anam.ai"),
        },
    )


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("persona: x\n", ":1:1", "unknown key 'persona'"),
        ("profiles:\n  s: {apiURL: x}\n", ":2:7", "unknown key 'apiURL'"),
        ("profiles:\n  s: {apiUrl: 'https://u:p@x'}\n", ":2:15", "must not contain a user name"),
        ("profiles:\n  s: {keyEnv: sk-123 456}\n", ":2:15", "name of an environment variable"),
        ("profiles:\n  local: {}\n", ":2:3", "'local' is built in"),
        ("profiles: [a]\n", ":1:11", "this is a list"),
        ("profiles: {s: }\n", ":1:14", "this is empty"),
        ("- a\n", ":1:1", "this is a list"),
        ("profile: 3\n", ":1:10", "'profile' must be text, and this is a number"),
        ("profile: ''\n", ":1:10", "'profile' must be text"),
        ("personas: ../elsewhere\n", ":1:11", "must be inside the project"),
        ("personas: /etc\n", ":1:11", "must be inside the project"),
        ("a: 'b\n", ":1:4", "personactl.yaml cannot be used"),
    ],
)
def test_what_personactl_yaml_must_not_say_is_refused_with_its_place(
    root: Path, text: str, place: str, said: str
) -> None:
    (root / "personactl.yaml").write_text(text)
    with pytest.raises(UsageError) as caught:
        find_project(root)
    assert said in caught.value.message
    assert "sk-123" not in caught.value.message
    assert caught.value.where == f"{root / 'personactl.yaml'}{place}"


def test_an_unknown_key_gets_a_suggestion(root: Path) -> None:
    (root / "personactl.yaml").write_text("profils: {}\n")
    with pytest.raises(UsageError) as caught:
        find_project(root)
    assert caught.value.hint == "did you mean 'profiles'?"


def test_a_dangling_personactl_yaml_is_an_error_and_not_overlooked(root: Path) -> None:
    (root / "personactl.yaml").symlink_to("nowhere")
    with pytest.raises(UsageError, match="broken link"):
        find_project(root)
