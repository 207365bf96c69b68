"""Files that change outside the editor refresh the findings, if the editor can watch files."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from personactl.commands.catalogue import CatalogueNames, EntryName
from personactl.lsp.catalogue_names import CatalogueLoader
from tests.lsp.editor import editor
from tests.lsp.test_diagnostics import codes


def _a_prompt(root: Path, path: Path) -> list[Path]:
    prompt = root / "personas" / "prompts" / "receptionist.prompt"
    prompt.write_text(prompt.read_text() + "\n[INSERT NAME]\n")
    return [prompt]


def _a_part(root: Path, path: Path) -> list[Path]:
    part = root / "personas" / "_base.yaml"
    part.write_text("avatarmodel: cara-4\n")
    return [part]


def _settings(root: Path, path: Path) -> list[Path]:
    (root / "personactl.yaml").write_text("lint: {greetingWords: 1}\n")
    return [root / "personactl.yaml"]


def _a_tool(root: Path, path: Path) -> list[Path]:
    (root / "tools" / "call_the_desk.yaml").unlink()
    return [root / "tools" / "call_the_desk.yaml"]


def _knowledge(root: Path, path: Path) -> list[Path]:
    shutil.rmtree(root / "knowledge")
    return [root / "knowledge"]  # editors report a deleted folder, not each of its files


@pytest.mark.processes
@pytest.mark.parametrize("change", [_a_prompt, _a_part, _settings, _a_tool, _knowledge])
def test_a_change_on_disk_refreshes_the_findings(project: Path, change: Callable[[Path, Path], list[Path]]) -> None:
    path = project / "personas" / "receptionist.yaml"
    (project / "personas" / "_base.yaml").write_text("avatarModel: cara-4\n")
    text = path.read_text().replace("avatarModel:", "# avatarModel:")
    (project / "personas" / "prompts" / "receptionist.md").rename(project / "personas/prompts/receptionist.prompt")
    text = text.replace("prompts/receptionist.md", "prompts/receptionist.prompt")  # a prompt may have any name
    path.write_text(f"extends: _base.yaml\n{text}")
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}

    async def story() -> None:
        async with editor(watching=True) as one:
            assert await one.open(path) == []
            one.change_on_disk(*change(project, path))
            await one.diagnostics(path)
            assert any(shown.diagnostics for shown in one.shown.values())
            for file, content in before.items():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            (project / "personactl.yaml").unlink(missing_ok=True)
            one.change_on_disk(*before, project / "personactl.yaml")
            await one.diagnostics(path)
            assert not any(shown.diagnostics for shown in one.shown.values())

    asyncio.run(story())


@pytest.mark.processes
def test_what_git_and_npm_write_is_not_checked(project: Path) -> None:
    path, prompt = (project / "personas" / name for name in ("receptionist.yaml", "prompts/receptionist.md"))

    async def story() -> None:
        async with editor(watching=True) as one:
            assert await one.open(path) == []
            prompt.write_text(prompt.read_text() + "\n[INSERT NAME]\n")
            one.change_on_disk(project / ".git" / "index", project / "web" / "node_modules" / "x" / "README.md")
            await one.diagnostics(path)
            assert not any(shown.diagnostics for shown in one.shown.values())

    asyncio.run(story())


@pytest.mark.processes
def test_an_editor_that_cannot_watch_is_not_asked(project: Path) -> None:
    async def story() -> None:
        async with editor(watching=False) as one:
            assert codes(await one.open(project / "personas" / "cara.yaml")) == []
            assert one.watched == []

    asyncio.run(story())


def test_names_of_the_catalogue_are_read_again_when_old_and_when_the_settings_changed() -> None:
    loaded: list[str] = []

    def load() -> CatalogueNames:
        loaded.append(f"name {len(loaded)}")
        return {"avatar": (EntryName("id", loaded[-1]),)}

    async def story() -> None:
        lasting = CatalogueLoader(load, 60, max_age_s=3600)
        assert await lasting.names("avatar") == (EntryName("id", "name 0"),)
        assert await lasting.names("avatar") == (EntryName("id", "name 0"),)
        lasting.forget()
        assert await lasting.names("avatar") == (EntryName("id", "name 1"),)
        ageing = CatalogueLoader(load, 60, max_age_s=-1)
        assert await ageing.names("avatar") == (EntryName("id", "name 2"),)
        seen = {await ageing.names("avatar")}
        while len(seen) == 1:  # the old names are the answer while new ones are loaded
            await asyncio.sleep(0)
            seen.add(await ageing.names("avatar"))

    asyncio.run(story())
