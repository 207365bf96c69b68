"""A file is found by any URI that an editor writes for it, and answers name it by the same URI."""

import asyncio
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from personactl.lsp.file_uri import path_of, uri_of
from tests.lsp.editor import editor
from tests.lsp.test_diagnostics import codes


def _encoding_all_but(kept: str) -> Callable[[Path], str]:
    return lambda path: "file://" + quote(os.fsencode(path), kept)


def _encoding_little(path: Path) -> str:
    return "file://" + re.sub("[%#?]", lambda found: quote(found[0]), str(path))


EDITORS: dict[str, Callable[[Path], str]] = {
    "VS Code and Sublime": _encoding_all_but("/"),
    "Neovim": _encoding_all_but("/!$&'()*+,;=:@"),
    "Helix and Zed": _encoding_all_but("/!$&'()*+,;=:@[]|^"),
    "Emacs": _encoding_all_but("/!$&'()*+,;=@"),
    "others": _encoding_little,
}
"""How editors write the URI of a path: they differ in the characters that they encode."""

NAMES = [
    "my agents",
    "Stimmen für Köln",
    "team@home",
    "c++",
    "draft (2)",
    "100% ours",
    "a;b=c&d,e",
    "日本 😀",
    "[x] #1?",
    "a%20b",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spell", EDITORS.values(), ids=EDITORS)
def test_every_spelling_of_a_uri_is_the_same_path(name: str, spell: Callable[[Path], str]) -> None:
    path = Path("/srv") / name / f"{name}.yaml"
    assert path_of(spell(path)) == path
    assert path_of(uri_of(path)) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.yaml", "/a/b.yaml"),
        ("file:/a/b.yaml", "/a/b.yaml"),
        ("file://localhost/a/b.yaml", "/a/b.yaml"),
        ("FILE:///a/b%2Eyaml", "/a/b.yaml"),
        ("file:///a/%FF.yaml", os.fsdecode(b"/a/\xff.yaml")),
        ("file:///a/%00.yaml", None),
        ("file://other-machine/a/b.yaml", None),
        ("file:a.yaml", None),
        ("file://[a", None),
        ("untitled:Untitled-1", None),
        ("git:/a/b.yaml?%7B%7D", None),
        ("", None),
    ],
)
def test_a_uri_is_a_path_only_if_it_names_a_file_of_this_machine(uri: str, path: str | None) -> None:
    assert path_of(uri) == (None if path is None else Path(path))


@pytest.mark.processes
@pytest.mark.parametrize("spell", EDITORS.values(), ids=EDITORS)
def test_a_project_at_any_path_is_checked_typed_in_and_fixed(
    project: Path, monkeypatch: pytest.MonkeyPatch, spell: Callable[[Path], str]
) -> None:
    root = project.parent / "Köln @home (2) a+b; 100%20 #1"
    shutil.move(project, root)
    monkeypatch.chdir(root)
    path, prompt = root / "personas" / "ça va +1.yaml", root / "personas" / "prompts" / "ça va.md"
    (root / "personas" / "receptionist.yaml").rename(path)
    (root / "personas" / "prompts" / "receptionist.md").rename(prompt)
    text = path.read_text().replace("prompts/receptionist.md", "prompts/ça va.md")

    async def story() -> None:
        async with editor(versioned=True) as one:
            one.spell = spell
            assert await one.open(path, text) == []
            assert codes(await one.type(path, text + "profiles: {live: {avatarmodel: cara-4}}\n")) == ["S101"]
            assert one.shown[one.spell(path)].version == 2
            row = len(text.splitlines())
            titles = [action.title for action in await one.actions(path, row)]
            assert "Ignore S101 here" in titles
            [everything] = await one.actions(path, 0, "source.fixAll")
            assert one.apply(path, everything.edit) == text + "profiles: {live: {avatarModel: cara-4}}\n"
            await one.type(path, "avatarModel: |\n")
            assert "cara-4" in await one.complete(path)
            await one.type(path, "avatar|Model: cara-4\n")
            assert (await one.hover(path)).startswith("**avatarModel**")
            prompt.write_text(prompt.read_text() + "\n[INSERT NAME]\n")
            await one.type(path, text)
            assert codes([*one.shown[prompt.as_uri()].diagnostics]) == ["P411"]  # not open: the server writes its URI
            assert "P411" in codes(await one.open(prompt))
            prompt.write_text(prompt.read_text().replace("[INSERT NAME]", "the desk"))
            await one.close(path)
            await one.close(prompt)
            await one.open(root / "personas" / "cara.yaml")
            assert not any(shown.diagnostics for shown in one.shown.values())

    asyncio.run(story())


@pytest.mark.processes
def test_a_file_that_is_open_under_a_link_too_shows_its_findings_in_both(project: Path) -> None:
    path, link = project / "personas" / "cara.yaml", project / "personas" / "again.yaml"
    text = path.read_text()
    link.symlink_to("cara.yaml")

    async def story() -> None:
        async with editor() as one:
            await one.open(path, text + "profiles: {live: {avatarmodel: cara-4}}\n")
            await one.open(link, text + "profiles: {live: {avatarmodel: cara-4}}\n")
            assert "S101" in codes(await one.diagnostics(path))
            assert "S101" in codes(await one.diagnostics(link))
            await one.close(link)
            assert "S101" in codes(await one.diagnostics(path))
            assert not one.shown[link.as_uri()].diagnostics

    asyncio.run(story())
