"""Diagnostics follow the text while it is edited, at the right columns and in every affected file."""

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.editor import editor

pytestmark = pytest.mark.processes


def codes(diagnostics: list[types.Diagnostic]) -> list[str]:
    return [str(one.code) for one in diagnostics]


def test_findings_follow_the_text_while_it_is_edited(project: Path) -> None:
    path = project / "personas" / "receptionist.yaml"

    async def story() -> None:
        async with editor() as one:
            assert await one.open(path) == []
            found = await one.type(path, path.read_text() + "avatarID: x\n")
            wrong = next(each for each in found if each.code == "S101")
            assert wrong.severity is types.DiagnosticSeverity.Error
            assert wrong.source == "personactl"
            assert "Did you mean avatarId?" in wrong.message
            assert one.shown[path.as_uri()].version == 2
            assert await one.type(path, path.read_text()) == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("encodings", "end"),
    [
        ((), 9),
        ((types.PositionEncodingKind.Utf16,), 9),
        ((types.PositionEncodingKind.Utf32, types.PositionEncodingKind.Utf16), 7),
        ((types.PositionEncodingKind.Utf8,), 17),
    ],
)
def test_columns_use_the_negotiated_encoding(
    project: Path, encodings: tuple[types.PositionEncodingKind, ...], end: int
) -> None:
    path = project / "personas" / "receptionist.yaml"

    async def story() -> None:
        async with editor(*encodings) as one:
            found = await one.open(path, '{"😀日本😀": 1, name: Mara}')
            unknown = next(each for each in found if each.code == "S101")
            assert unknown.range == types.Range(types.Position(0, 1), types.Position(0, end))

    asyncio.run(story())


def test_a_prompt_is_checked_as_part_of_its_persona_and_its_unsaved_text_counts(project: Path) -> None:
    prompt = project / "personas" / "prompts" / "receptionist.md"
    text = prompt.read_text()

    async def story() -> None:
        async with editor() as one:
            assert await one.open(prompt) == []
            lines = text.splitlines(keepends=True)
            todo = "".join([*lines[:3], "😀 call [INSERT NAME] here\n", *lines[3:]])
            found = [each for each in await one.type(prompt, todo) if each.range.start.line == 3]
            assert found
            assert found[0].range == types.Range(types.Position(3, 8), types.Position(3, 21))
            assert prompt.read_text() == text
            assert await one.type(prompt, text) == []

    asyncio.run(story())


def test_a_prompt_that_no_persona_uses_is_checked_by_itself(project: Path) -> None:
    prompt = project / "prompts" / "new.md"
    prompt.parent.mkdir()
    prompt.write_text("You are Mara, who sells lamps to the guests.\nWork for [Company Name].\n")

    async def story() -> None:
        async with editor() as one:
            (found,) = await one.open(prompt)
            assert found.code == "P411"
            assert found.range == types.Range(types.Position(1, 9), types.Position(1, 23))

    asyncio.run(story())


def test_a_value_of_the_wrong_type_does_not_stop_the_checks(project: Path) -> None:
    path = project / "personas" / "receptionist.yaml"

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            for value in ("[]", "{}", "[[]]", "{a: []}"):
                found = await one.type(path, path.read_text().replace("llmId:", "_:") + f"\nllmId: {value}\n")
                assert "llmId must be text" in "".join(each.message for each in found)
            assert await one.type(path, path.read_text()) == []

    asyncio.run(story())


def test_opening_a_persona_shows_what_is_wrong_in_its_prompt_until_it_is_closed(project: Path) -> None:
    persona, prompt = (project / "personas" / name for name in ("receptionist.yaml", "prompts/receptionist.md"))
    prompt.write_text(prompt.read_text() + "\n[INSERT OPENING HOURS]\n")

    async def story() -> None:
        async with editor() as one:
            await one.open(persona)
            assert one.shown[prompt.as_uri()].diagnostics
            await one.close(persona)
            await one.open(project / "personas" / "cara.yaml")
            assert not one.shown[prompt.as_uri()].diagnostics

    asyncio.run(story())


def test_two_open_personas_of_one_name_are_found_before_either_is_saved(project: Path) -> None:
    cara, coach = (project / "personas" / name for name in ("cara.yaml", "coach.yaml"))

    async def story() -> None:
        async with editor() as one:
            assert await one.open(cara) == []
            name = next(line for line in cara.read_text().splitlines() if line.startswith("name:"))
            lines = [name if line.startswith("name:") else line for line in coach.read_text().splitlines()]
            assert await one.open(coach, "\n".join(lines) + "\n") != []

    asyncio.run(story())


def test_a_file_that_is_not_part_of_a_project_is_ignored(project: Path) -> None:
    other = project / "docker-compose.yml"
    other.write_text("services: {web: {image: nginx}}\n")

    async def story() -> None:
        async with editor() as one:
            assert await one.open(other) == []
            await one.type(other, "services: {}\nav|\n")
            assert await one.complete(other) == {}

    asyncio.run(story())


def test_settings_apply_and_unusable_settings_are_reported_once(project: Path) -> None:
    path, settings = project / "personas" / "receptionist.yaml", project / "personactl.yaml"
    settings.write_text("lint: {ignore: [S101]}\n")

    async def story() -> None:
        async with editor() as one:
            assert "S101" not in codes(await one.open(path, path.read_text() + "avatarID: x\n"))
            settings.write_text("lint: {ignoer: [S101]}\n")
            assert "S101" in codes(await one.type(path, path.read_text() + "avatarID: y\n"))
            await one.type(path, path.read_text() + "avatarID: z\n")
            assert len(one.messages) == 1
            assert "ignoer" in one.messages[0]
            assert f"{settings}:1:8" in one.messages[0]

    asyncio.run(story())


def test_any_text_is_answered(project: Path) -> None:
    path = project / "personas" / "receptionist.yaml"
    texts = ["", "\ufeffname: Mara\n", "name: [", "a\x00b", "\r\r\n", "&a [*a]", "- " * 200, "😀", "name: \u2028"]

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            for text in texts:
                assert await one.type(path, text) != []
                await one.type(path, text + "|")
                await one.complete(path)

    asyncio.run(story())
