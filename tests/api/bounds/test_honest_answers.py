"""What is large and honest stays possible: documents, transcripts and lists of the largest accounts."""

import asyncio
import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api.client import Client
from personactl.api.knowledge import LARGEST_DOCUMENT, download_document, list_documents
from personactl.api.sessions import get_transcript
from personactl.secret import Secret
from tests.api.bounds.hostile_answers import compressed
from tests.api.live import KEY, served

_WORDS = "Yes, we are open on Saturdays, from nine to five. [See the map]"


async def _transcript(request: Request) -> Response:
    messages = [{"role": "persona", "message": f"{_WORDS} {index}", "wasInterrupted": False} for index in range(20_000)]
    body = compressed(json.dumps({"sessionId": "s", "messages": messages}).encode())
    return Response(body, headers={"content-encoding": "gzip", "content-type": "application/json"})


async def _documents(request: Request) -> Response:
    return JSONResponse([{"id": f"d{index}", "filename": f"{index}.md", "status": "READY"} for index in range(10_000)])


async def _link(request: Request) -> Response:
    return JSONResponse({"downloadUrl": f"{request.url.scheme}://{request.url.netloc}/file"})


async def _file(request: Request) -> Response:
    return Response(b"x" * LARGEST_DOCUMENT, media_type="application/pdf")


_PLATFORM = Starlette(
    routes=[
        Route("/v1/sessions/s/transcript", _transcript),
        Route("/v1/knowledge/groups/g/documents", _documents),
        Route("/v1/knowledge/documents/d/download", _link),
        Route("/file", _file),
    ]
)


def test_the_largest_answers_of_an_honest_platform_are_read() -> None:
    async def reading(origin: str) -> tuple[int, int, int]:
        async with Client(origin, Secret(KEY)) as client:
            transcript = await get_transcript(client, "s")
            documents = await list_documents(client, "g")
            return len(transcript.messages), len(documents), len(await download_document(client, "d"))

    with served(_PLATFORM) as origin:
        assert asyncio.run(reading(origin)) == (20_000, 10_000, LARGEST_DOCUMENT)
