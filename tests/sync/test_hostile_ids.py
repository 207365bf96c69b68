"""The ids of a platform are its own words: none of them becomes part of a path on this machine."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.persona.project_resource import Address
from personactl.secret import Secret
from personactl.sync.apply.outcome import raise_for
from personactl.sync.promote import Destination, Promotion, Source, collect_promotions, read_current
from tests.sync.workspace import ORIGIN, Workspace, open_workspace

_DOCUMENT = Address("document", "faq/hours.md")


class _RenamingTransport(httpx.AsyncBaseTransport):
    """A hostile platform, which answers with another id than the one that it was asked for."""

    def __init__(self, inner: httpx.AsyncBaseTransport, real: str, shown: str) -> None:
        self._inner, self._real, self._shown = inner, real, shown

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url).replace(quote(self._shown, safe=""), self._real)
        answer = await self._inner.handle_async_request(httpx.Request(request.method, url, headers=request.headers))
        body = (await answer.aread()).replace(f'"id":"{self._real}"'.encode(), f'"id":"{self._shown}"'.encode())
        headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-length"]
        return httpx.Response(answer.status_code, headers=headers, content=body)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Workspace]:
    """A target with a document whose file has changed since."""
    (tmp_path / "staging").mkdir()
    with open_workspace(tmp_path / "staging") as staging:
        staging.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
        (staging.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
        raise_for(tuple(staging.push().values()))
        yield staging


@pytest.mark.parametrize("shown", ["../escaped", "../../escaped", "{above}/escaped", "a/b", "CON", "x" * 300])
def test_a_promoted_document_is_fetched_into_its_folder(staging: Workspace, tmp_path: Path, shown: str) -> None:
    contents = tmp_path / "contents"
    locked = staging.locked
    shown = shown.format(above=tmp_path)

    async def collect() -> tuple[Promotion, ...]:
        inner = InProcessTransport(staging.engine.app)
        transport = _RenamingTransport(inner, locked.resources[_DOCUMENT].remote_id, shown)
        async with Client(ORIGIN, Secret(staging.engine.api_key), transport=transport) as client:
            held = await read_current(client, locked, locked.resources, concurrency=4)
            return await collect_promotions(
                Source("staging", locked, held, {}), Destination({}, locked), client, contents
            )

    before = sorted(tmp_path.iterdir())
    found = [one.resource for one in asyncio.run(collect()) if one.resource.address == _DOCUMENT]
    assert [document.upload.path.parent for document in found if document.upload is not None] == [contents]
    assert sorted(tmp_path.iterdir()) == sorted([*before, contents])
    assert len(list(contents.iterdir())) == 1
