"""The files that paths on the command line mean."""

import os
import subprocess
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.lint.file_paths import find_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current folder, so that paths can be relative to it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _touch(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def _found(*names: str) -> list[str]:
    return [str(path) for path in find_files(Path(name) for name in names)]


@pytest.mark.usefixtures("folder")
def test_a_folder_means_the_yaml_files_below_it_in_order() -> None:
    _touch("p/b.yaml", "p/a.yml", "p/deep/er/c.yaml", "p/prompts/a.md", "p/_part.yaml", "p/README")

    assert _found("p") == ["p/_part.yaml", "p/a.yml", "p/b.yaml", "p/deep/er/c.yaml"]


@pytest.mark.usefixtures("folder")
def test_hidden_files_and_the_project_file_are_skipped_in_a_folder() -> None:
    _touch("p/.git/a.yaml", "p/.b.yaml", "p/personactl.yaml", "p/c.yaml")

    assert _found("p") == ["p/c.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_path_to_a_file_is_taken_with_any_name() -> None:
    _touch("a.txt", ".hidden.yaml", "p/personactl.yaml")

    assert _found("p/personactl.yaml", "a.txt", ".hidden.yaml") == [".hidden.yaml", "a.txt", "p/personactl.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_folder_named_like_a_file_is_a_folder() -> None:
    _touch("p/cara.yaml/inner.yaml", "p/z.yaml")

    assert _found("p") == ["p/cara.yaml/inner.yaml", "p/z.yaml"]
    assert _found("p/cara.yaml") == ["p/cara.yaml/inner.yaml"]


@pytest.mark.usefixtures("folder")
def test_every_file_comes_once_however_it_is_reached() -> None:
    _touch("p/a.yaml", "p/b.yaml")
    Path("same").symlink_to("p")

    assert _found("p", "p/a.yaml", "./p", "same", str(Path("p/b.yaml").absolute())) == ["p/a.yaml", "p/b.yaml"]


@pytest.mark.usefixtures("folder")
def test_links_to_folders_of_the_repository_are_followed_once_and_a_circle_ends() -> None:
    _touch("p/a.yaml", "p/more/c.yaml", "elsewhere/b.yaml", ".git/config", "personas/x.yaml")
    Path("p/up").symlink_to("..")
    Path("p/linked").symlink_to("../elsewhere")
    Path("p/again").symlink_to("../elsewhere")
    Path("elsewhere/back").symlink_to("../p")
    Path("p/same").symlink_to("more")
    Path("p/self").symlink_to("self")

    first, *rest, broken = _found("p")
    assert broken == "p/self"
    assert rest == ["p/again/b.yaml", "p/more/c.yaml"] or rest == ["p/linked/b.yaml", "p/more/c.yaml"]
    assert first == "p/a.yaml"


@pytest.mark.usefixtures("folder")
def test_a_folder_and_one_inside_it_may_both_be_linked() -> None:
    _touch("p/a.yaml", "shared/b.yaml", "shared/in/c.yaml", ".git/config", "personas/x.yaml")
    Path("p/x").symlink_to("../shared/in")
    Path("p/y").symlink_to("../shared")

    assert sorted(Path(one).name for one in _found("p")) == ["a.yaml", "b.yaml", "c.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_link_to_a_folder_outside_the_repository_is_left_to_its_reader() -> None:
    _touch("p/personactl.yaml", "p/personas/a.yaml", "elsewhere/b.yaml")
    Path("p/personas/shared").symlink_to("../../elsewhere")
    Path("p/tools").symlink_to("../elsewhere")

    assert _found("p/personas") == ["p/personas/a.yaml", "p/personas/shared"]
    assert _found("p/tools") == ["p/tools"]


@pytest.mark.usefixtures("folder")
def test_paths_that_only_look_like_files_are_left_to_the_reader() -> None:
    Path("p").mkdir()
    Path("p/nowhere.yaml").symlink_to("missing")
    Path("p/circle.yaml").symlink_to("circle.yaml")
    os.mkfifo("p/pipe.yaml")

    assert _found("p") == ["p/circle.yaml", "p/nowhere.yaml", "p/pipe.yaml"]
    assert _found("p/nowhere.yaml") == ["p/nowhere.yaml"]


@pytest.mark.usefixtures("folder")
def test_two_links_to_one_file_are_two_personas() -> None:
    _touch("p/a.yaml")
    Path("p/b.yaml").symlink_to("a.yaml")

    assert _found("p") == ["p/a.yaml", "p/b.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_missing_path_is_refused_even_beside_one_that_exists() -> None:
    _touch("p/a.yaml")

    with pytest.raises(UsageError) as caught:
        _found("p", "q/b.yaml")

    assert caught.value.message == "q/b.yaml does not exist"
    assert caught.value.where == str(Path("q/b.yaml").absolute())


@pytest.mark.usefixtures("folder")
def test_a_folder_without_yaml_files_is_refused() -> None:
    _touch("p/prompts/README.md", "p/.hidden.yaml")

    with pytest.raises(UsageError, match="p contains no persona files"):
        _found("p")


@pytest.mark.usefixtures("folder")
def test_a_path_that_the_system_will_not_even_look_up_is_refused_as_missing() -> None:
    with pytest.raises(UsageError, match="does not exist"):
        _found("x" * 5000)


@pytest.mark.usefixtures("folder")
def test_a_tree_of_many_files_and_levels_is_walked() -> None:
    names = [f"p/{'d/' * (number % 40)}f{number:04}.yaml" for number in range(2000)]
    _touch(*names)

    assert sorted(_found("p")) == sorted(names)


@pytest.mark.usefixtures("folder")
def test_a_name_that_is_not_utf_8_is_found() -> None:
    Path("p").mkdir()
    Path(os.fsdecode(b"p/\xff.yaml")).write_bytes(b"name: x\n")

    assert [os.fsencode(path) for path in find_files([Path("p")])] == [b"p/\xff.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_pattern_matches_below_any_number_of_folders() -> None:
    _touch("p/a.yaml", "p/deep/er/b.yaml", "p/deep/c.txt", "p/.hidden/d.yaml", "q/e.yaml")
    Path("p/deep/up").symlink_to("..")
    Path("p/deep/up2").symlink_to("..")

    assert _found("p/**/*.yaml") == ["p/a.yaml", "p/deep/er/b.yaml"]
    assert _found("?/*.yaml") == ["p/a.yaml", "q/e.yaml"]
    assert _found("p/d*") == ["p/deep/er/b.yaml"]
    assert _found(str(Path("p").absolute() / "*.yaml")) == [str(Path("p/a.yaml").absolute())]


@pytest.mark.usefixtures("folder")
def test_a_pattern_that_matches_nothing_is_refused() -> None:
    _touch("p/a.yaml")

    with pytest.raises(UsageError, match=r"no file matches q/\*\.yaml"):
        _found("q/*.yaml")


@pytest.mark.usefixtures("folder")
def test_a_file_whose_name_only_looks_like_a_pattern_is_taken_as_it_is() -> None:
    _touch("p/[a].yaml", "p/a.yaml")

    assert _found("p/[a].yaml") == ["p/[a].yaml"]


@pytest.mark.usefixtures("folder")
def test_ignored_files_are_skipped_in_a_folder_and_taken_by_path() -> None:
    _touch("p/a.yaml", "p/b.tmp.yaml", "p/keep.tmp.yaml", "p/build/c.yaml", "p/deep/d.yaml", "p/deep/e.yaml")
    Path("p/.gitignore").write_text("*.tmp.yaml\n!keep.tmp.yaml\n/build/\n", encoding="utf-8")
    Path("p/deep/.gitignore").write_text("e.yaml\n", encoding="utf-8")

    assert _found("p") == ["p/a.yaml", "p/deep/d.yaml", "p/keep.tmp.yaml"]
    assert _found("p/b.tmp.yaml") == ["p/b.tmp.yaml"]


@pytest.mark.usefixtures("folder")
def test_gitignore_files_count_up_to_the_top_of_the_repository() -> None:
    _touch("repo/p/a.yaml", "repo/p/secret.yaml", "repo/q/secret.yaml")
    Path("repo/.git").mkdir()
    Path("repo/.gitignore").write_text("/p/secret.yaml\n", encoding="utf-8")
    Path(".gitignore").write_text("*.yaml\n", encoding="utf-8")

    assert _found("repo/p") == ["repo/p/a.yaml"]
    assert _found("repo") == ["repo/p/a.yaml", "repo/q/secret.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_deeper_gitignore_has_the_last_word() -> None:
    _touch("p/a.yaml", "p/deep/a.yaml")
    Path("p/.gitignore").write_text("a.yaml\n", encoding="utf-8")
    Path("p/deep/.gitignore").write_text("!a.yaml\n", encoding="utf-8")

    assert _found("p") == ["p/deep/a.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_pattern_skips_ignored_files() -> None:
    _touch("p/a.yaml", "p/b.tmp.yaml", "p/build/c.yaml", "p/deep/d.yaml", "p/deep/e.yaml")
    Path("p/.gitignore").write_text("*.tmp.yaml\n/build/\n", encoding="utf-8")
    Path("p/deep/.gitignore").write_text("e.yaml\n", encoding="utf-8")

    assert _found("p/**/*.yaml") == ["p/a.yaml", "p/deep/d.yaml"]
    assert _found("p/*.yaml") == ["p/a.yaml"]
    assert _found("p/*.yaml", "p/b.tmp.yaml") == ["p/a.yaml", "p/b.tmp.yaml"]


@pytest.mark.usefixtures("folder")
def test_files_in_the_exclude_file_of_the_repository_are_skipped() -> None:
    _touch("repo/p/a.yaml", "repo/p/mine.yaml", "repo/p/kept.yaml")
    Path("repo/.git/info").mkdir(parents=True)
    Path("repo/.git/info/exclude").write_text("mine.yaml\n/p/kept.yaml\n", encoding="utf-8")
    Path("repo/p/.gitignore").write_text("!kept.yaml\n", encoding="utf-8")

    for path in ("repo", "repo/p", "repo/p/*.yaml", "repo/**/*.yaml"):
        assert _found(path) == ["repo/p/a.yaml", "repo/p/kept.yaml"]


@pytest.mark.processes
def test_a_work_tree_shares_what_the_repository_excludes(folder: Path) -> None:
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@t.test")
    subprocess.run([*git, "init", "-q", "repo"], check=True)
    subprocess.run([*git, "-C", "repo", "commit", "-q", "--allow-empty", "-m", "begin"], check=True)
    subprocess.run([*git, "-C", "repo", "worktree", "add", "-q", "../tree"], check=True)
    (folder / "repo/.git/info/exclude").write_text("mine.yaml\n", encoding="utf-8")
    _touch("tree/p/a.yaml", "tree/p/mine.yaml")

    assert _found("tree/p") == ["tree/p/a.yaml"]
    assert _found("tree/p/*.yaml") == ["tree/p/a.yaml"]
