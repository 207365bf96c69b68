"""What an editor shows cannot control it: messages, titles and hover texts are escaped, edits are not."""

import asyncio
from pathlib import Path

import pytest

from tests.cli.hostile.hostile_text import CONTROLS, HOSTILE, bad_signs, yaml_text
from tests.lsp.editor import editor

pytestmark = pytest.mark.processes


def test_diagnostics_and_titles_are_escaped_and_edits_are_not(project: Path) -> None:
    file = project / "personas" / "bad.yaml"
    text, key = yaml_text(HOSTILE), yaml_text(f"pwned{CONTROLS}")
    file.write_text(f"name: Bad\n{key}: 1\nvoice: {text}\nlanguageCode: {text}\ntools: [{text}]\n")

    async def shown() -> list[str]:
        async with editor() as one:
            await one.open(file)
            diagnostics = await one.diagnostics(file)
            actions = [action for line in range(5) for action in await one.actions(file, line)]
            return [*(diagnostic.message for diagnostic in diagnostics), *(action.title for action in actions)]

    messages = asyncio.run(shown())
    assert any("pwned" in message for message in messages)
    for message in messages:
        assert [sign for sign in bad_signs(message) if sign.startswith("'")] == []
