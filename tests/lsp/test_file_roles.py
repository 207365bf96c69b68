"""Tools, knowledge, LLMs and the settings file are checked, completed and explained as their kind of file."""

import asyncio
from pathlib import Path

import pytest

from tests.lsp.editor import editor
from tests.lsp.test_diagnostics import codes
from tests.lsp.test_requests import completed

pytestmark = pytest.mark.processes

_TOOL = "name: book_table\ndescription: Books a table when the guest has confirmed it.\ntype: CLIENT\n"


def test_a_saved_tool_is_checkedcompleted_and_explained_as_one(project: Path) -> None:
    path = project / "tools" / "book_table.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(_TOOL, encoding="utf-8")

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            assert "S101" in codes(await one.type(path, _TOOL + "avatarId: x\n"))
            keys = await completed(one, path, "name: x\ntype: SERVER_WEBHOOK\nconfig:\n  u|\n")
            assert keys["url"] == "name: x\ntype: SERVER_WEBHOOK\nconfig:\n  url: \n"
            assert "avatarId" not in await completed(one, path, "a|\n")
            await one.type(path, "config: {to|olTimeoutSeconds: 5}\ntype: CLIENT\n")
            assert (await one.hover(path)).startswith("**toolTimeoutSeconds**: a number from 1 to 600")
            profile = await completed(one, path, "type: CLIENT\nprofiles:\n  live:\n    |\n")
            assert "config" in profile
            assert "profiles" not in profile

    asyncio.run(story())


def test_knowledge_and_an_llm_are_checked_too(project: Path) -> None:
    knowledge, llm = project / "knowledge" / "faq.yaml", project / "llms" / "ours.yaml"
    for path in (knowledge, llm):
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")

    async def story() -> None:
        async with editor() as one:
            assert codes(await one.open(knowledge, "name: Questions\ndocuments: [none.md]\n")).count("T621") == 1
            (knowledge.parent / "none.md").write_text("What guests ask.", encoding="utf-8")
            assert "T621" not in codes(await one.type(knowledge, "name: Questions\ndocuments: [none.md] \n"))
            assert "S108" in codes(await one.open(llm, "displayName: Ours\n"))
            assert "advanced_voice" in await completed(one, llm, "llmFormat: |\n")

    asyncio.run(story())


def test_a_persona_is_offered_what_the_project_defines(project: Path) -> None:
    path = project / "personas" / "cara.yaml"
    (project / "tools").mkdir(exist_ok=True)
    (project / "tools" / "book_table.yaml").write_text(_TOOL, encoding="utf-8")
    (project / "knowledge").mkdir(exist_ok=True)
    (project / "knowledge" / "house-faq.yaml").write_text("name: Questions\n", encoding="utf-8")

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            tools = await completed(one, path, "tools: [|]\n")
            assert tools["book_table"] == "tools: [book_table]\n"
            assert "end_call" in tools
            assert (await completed(one, path, "knowledge:\n  - h|\n"))["house-faq"] == "knowledge:\n  - house-faq\n"

    asyncio.run(story())


def test_the_settings_are_checked_while_they_are_edited(project: Path) -> None:
    path = project / "personactl.yaml"
    path.write_text("", encoding="utf-8")

    async def story() -> None:
        async with editor() as one:
            assert await one.open(path) == []
            [wrong] = await one.type(path, "lint: {ignoer: [S101]}\n")
            assert (wrong.code, wrong.range.start.character) == ("S101", 7)
            [unknown] = await one.type(path, "lint:\n  select: [nope]\n")
            assert "there is no rule 'nope'" in unknown.message
            assert (unknown.range.start.line, unknown.range.start.character) == (1, 11)
            assert codes(await one.type(path, "profiles: [")) == ["Y005"]
            assert one.messages == []
            assert await one.type(path, "lint: {promptTokens: 4000}\n") == []
            settings = await completed(one, path, "lint:\n  pro|\n")
            assert settings["promptTokens"] == "lint:\n  promptTokens: \n"
            await one.type(path, "profiles:\n  live:\n    key|Env: KEY\n")
            assert "environment variable" in await one.hover(path)

    asyncio.run(story())
