"""Findings reach the editor while somebody types, at the right columns, in every file they lie in."""

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import editor

GOOD = """\
name: Mara
description: Answers the phone
avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18
avatarModel: cara-4
voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b
llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466
initialMessage: Hello, this is Mara.
systemPromptFile: prompts/receptionist.md
"""


def _codes(diagnostics: list[types.Diagnostic]) -> list[str]:
    return [str(one.code) for one in diagnostics]


def test_findings_come_and_go_while_somebody_types(project: Path) -> None:
    path = project / "personas" / "receptionist.yaml"

    async def story() -> None:
        async with editor() as one:
            assert await one.open(path) == []
            found = await one.type(path, path.read_text() + "avatarID: x\n")
            assert "S101" in _codes(found)
            wrong = next(each for each in found if each.code == "S101")
            assert wrong.severity is types.DiagnosticSeverity.Error
            assert wrong.source == "personactl"
            assert "Did you mean avatarId?" in wrong.message
            assert one.shown[path.as_uri()].version == 2
            assert await one.type(path, path.read_text()) == []

    asyncio.run(story())
