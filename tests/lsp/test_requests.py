"""The answers of the server over the protocol: hover, completion and code actions."""

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.api.live import served
from tests.conftest import Run
from tests.lsp.editor import Editor, applied, editor

_CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"


def _inserted(text: str, item: types.CompletionItem) -> str:
    assert isinstance(item.text_edit, types.TextEdit)
    return applied(text.replace("|", ""), [item.text_edit])


async def completed(one: Editor, path: Path, text: str) -> dict[str, str]:
    """Return the text after each completion was accepted, by label."""
    await one.type(path, text)
    return {label: _inserted(text, item) for label, item in (await one.complete(path)).items()}


async def completed_from_catalogue(one: Editor, path: Path, text: str) -> dict[str, str]:
    """Return what `completed` does once the server has the catalogue: it answers without one if that takes long."""
    while not (offered := await completed(one, path, text)):
        pass
    return offered


@pytest.mark.processes
def test_keys_that_are_missing_are_completed(project: Path) -> None:
    path = project / "personas" / "cara.yaml"

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            top = await completed(one, path, "name: Cara\nava|\n")
            assert top["avatarModel"] == "name: Cara\navatarModel: \n"
            assert top["voiceDetectionOptions"] == "name: Cara\nvoiceDetectionOptions:\n"
            assert "name" not in top
            inner = await completed(one, path, "voiceDetectionOptions:\n  speechEnhancementLevel: 1\n  |\n")
            assert "endOfSpeechSensitivity" in inner
            assert not {"name", "speechEnhancementLevel"} & inner.keys()
            tool = await completed(one, path, "tools:\n  - type: server\n    subtype: webhook\n    u|\n")
            assert "url" in tool
            assert "documentFolderIds" not in tool
            profile = await completed(one, path, "profiles:\n  live:\n    |\n")
            assert "voiceId" in profile
            assert not {"extends", "profiles"} & profile.keys()
            await one.type(path, "avatarM|: cara-4\n")
            proposal = (await one.complete(path))["avatarModel"]
            assert _inserted("avatarM|: cara-4\n", proposal) == "avatarModel: cara-4\n"
            assert isinstance(proposal.documentation, types.MarkupContent)
            assert "`cara-4-latest`" in proposal.documentation.value

    asyncio.run(story())


@pytest.mark.processes
def test_values_are_completed_from_options_files_rules_and_the_catalogue(project: Path) -> None:
    path = project / "personas" / "cara.yaml"

    async def story() -> None:
        async with editor() as one:
            await one.open(path)
            models = await completed(one, path, "avatarModel: |\n")
            assert models["cara-4"] == "avatarModel: cara-4\n"
            assert set(models) == {"cara-3", "cara-4", "cara-4-latest"}
            assert set(await completed(one, path, "skipGreeting: t|\n")) == {"true", "false"}
            files = await completed(one, path, "systemPromptFile: pro|\n")
            assert files["prompts/tutor.md"] == "systemPromptFile: prompts/tutor.md\n"
            rules = await completed(one, path, "name: x  # 😀 personactl: ignore[P4|]\n")
            assert rules["P401"] == "name: x  # 😀 personactl: ignore[P401]\n"
            names = await completed_from_catalogue(one, path, "avatar: Ca|\n")
            known = next(label for label in names if label.startswith("Cara"))
            assert names[known] == f"avatar: {known}\n"
            ids = await completed(one, path, "avatarId: |\n")
            assert ids[known] == f"avatarId: {_CARA}\n"
            await one.type(path, f"avatarId: {_CARA[:5]}|{_CARA[5:]}\n")
            assert known in await one.hover(path)

    asyncio.run(story())


@pytest.mark.processes
def test_an_entry_without_a_name_is_offered_by_its_id(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, voice = project / "personas" / "cara.yaml", "aaaa0002-0000-4000-8000-000000000000"

    async def answer(request: Request) -> Response:
        entries = [{"id": voice, "displayName": " "}] if request.url.path == "/v1/voices" else []
        meta = {"total": len(entries), "lastPage": 1, "currentPage": 1, "perPage": 100, "prev": None, "next": None}
        return JSONResponse({"data": entries, "meta": meta})

    async def story() -> None:
        async with editor(arguments=()) as one:
            await one.open(path)
            offered = await completed_from_catalogue(one, path, "voiceId: |\n")
            assert offered == {voice: f"voiceId: {voice}\n"}
            assert await completed(one, path, "voice: |\n") == {}
            await one.type(path, f"voiceId: aaaa|{voice[4:]}\n")
            assert "(no name)" in await one.hover(path)

    with served(Starlette(routes=[Route("/v1/{kind}", answer)])) as url:
        monkeypatch.setenv("ANAM_API_URL", url)
        monkeypatch.setenv("ANAM_API_KEY", "key-of-a-test")
        asyncio.run(story())


@pytest.mark.processes
def test_an_unreachable_catalogue_leaves_out_only_its_names(project: Path) -> None:
    path = project / "personas" / "cara.yaml"

    async def story() -> None:
        async with editor(arguments=("--profile", "nowhere")) as one:
            await one.open(path)
            assert await completed(one, path, "avatar: |\n") == {}
            assert "cara-4" in await completed(one, path, "avatarModel: |\n")

    asyncio.run(story())


@pytest.mark.processes
def test_hovering_explains_keys_values_findings_and_ignored_rules(project: Path) -> None:
    path, prompt = (project / "personas" / name for name in ("receptionist.yaml", "prompts/receptionist.md"))

    async def story() -> None:
        async with editor() as one:
            await one.open(path)

            async def hover(text: str) -> str:
                await one.type(path, text)
                return await one.hover(path)

            key = await hover("😀: 1\nvoiceDetectionOptions: {endOf|SpeechSensitivity: 0.5}\n")
            assert key.startswith("**endOfSpeechSensitivity**: a number from 0 to 1")
            assert "0 waits longest" in key
            assert await hover("avatarModel: car|a-4\n") == "`cara-3`, `cara-4` or `cara-4-latest`"
            assert "**S101** unknown-key (error)" in await hover("avatarI|D: x\n")
            assert "**P401**" in await hover("name: x # personactl: ignore[G501, P4|01]\n")
            assert await hover("description: Some|body\n") == ""
            await one.close(path)
            await one.open(prompt, prompt.read_text() + "\nCall [INSERT| NAME].\n")
            assert "**P411**" in await one.hover(prompt)

    asyncio.run(story())


@pytest.mark.processes
def test_fixes_are_offered_and_change_the_unsaved_text(project: Path) -> None:
    path = project / "personas" / "cara.yaml"
    text = path.read_text() + "# 😀\n{key}: cara-4\nlanguageCode: {code}\n"

    async def story() -> None:
        async with editor(versioned=True) as one:
            await one.open(path)
            lines = [
                line for line in text.splitlines(keepends=True) if not line.startswith(("avatarModel", "languageCode"))
            ]
            expected = "".join(lines).format(key="avatarModel", code="en")
            wrong = "".join(lines).format(key="avatarmodel", code="en-US")
            await one.type(path, wrong)
            row = wrong.splitlines().index("avatarmodel: cara-4")
            rename = next(each for each in await one.actions(path, row) if each.title.startswith("Rename"))
            assert rename.is_preferred
            assert [each.code for each in rename.diagnostics or ()] == ["S101"]
            assert one.apply(path, rename.edit) == wrong.replace("avatarmodel", "avatarModel")
            everything = await one.actions(path, 0, "source.fixAll")
            assert [each.kind for each in everything] == ["source.fixAll.personactl"]
            assert one.apply(path, everything[0].edit) == expected
            quick = await one.actions(path, row, "quickfix")
            assert "Ignore S101 here" in [each.title for each in quick]
            assert {each.kind for each in quick} == {types.CodeActionKind.QuickFix}
            assert await one.actions(path, row, "refactor") == []

    asyncio.run(story())


@pytest.mark.processes
def test_a_finding_can_be_ignored_at_its_place(project: Path) -> None:
    path, prompt = (project / "personas" / name for name in ("cara.yaml", "prompts/receptionist.md"))

    async def story() -> None:
        async with editor() as one:
            wrong = path.read_text() + "profiles:\n  live:\n    avatarmodel: cara-4\n"
            await one.open(path, wrong)
            row = len(wrong.splitlines()) - 1
            ignore = next(each for each in await one.actions(path, row) if each.title == "Ignore S101 here")
            silent = one.apply(path, ignore.edit)
            assert "    # personactl: ignore[S101]\n    avatarmodel: cara-4\n" in silent
            assert await one.type(path, silent) == []

            noisy = prompt.read_text() + "\nCall [INSERT NAME].\n"
            await one.open(prompt, noisy)
            row = len(noisy.splitlines()) - 1
            ignore = next(each for each in await one.actions(prompt, row) if each.title == "Ignore P411 here")
            assert await one.type(prompt, one.apply(prompt, ignore.edit)) == []

    asyncio.run(story())


def test_without_the_extra_it_says_how_to_get_it(run_process: Run, tmp_path: Path) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "pygls.py").write_text("raise ModuleNotFoundError('no', name='pygls')\n")
    refused = run_process("lsp", env={"PYTHONPATH": str(tmp_path / "hidden")})
    assert (refused.status, refused.stdout) == (2, "")
    assert "pygls" in refused.stderr
    assert "pipx install --force '.[lsp]'" in refused.stderr


def test_an_editor_that_exits_without_shutdown_ends_the_server(run_process: Run) -> None:
    left = run_process("lsp")
    assert (left.status, left.stdout, left.stderr) == (1, "", "")
