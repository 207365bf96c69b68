"""Sessions for tests: create a token, start a session and talk, over the engine's API, also on a socket."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import uvicorn

from personactl.engine.app import Engine

ADA = {
    "name": "Ada",
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "voiceId": "de23e340-1416-4dd8-977d-065a7ca11697",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
    "systemPrompt": "You are Ada, the guide of the Hill Museum. The museum opens at nine. Never guess.",
    "initialMessage": "Welcome!",
}


def mint(client: httpx.Client, config: Mapping[str, object] = ADA, **body: object) -> str:
    answer = client.post("/v1/auth/session-token", json={"personaConfig": dict(config), **body})
    assert answer.status_code == 200, answer.text
    token = answer.json()["sessionToken"]
    assert isinstance(token, str)
    return token


def start(client: httpx.Client, config: Mapping[str, object] = ADA, **body: object) -> str:
    """Start a session and return its id."""
    answer = begin(client, mint(client, config, **body))
    assert answer.status_code == 200, answer.text
    session_id = answer.json()["sessionId"]
    assert isinstance(session_id, str)
    return session_id


def begin(client: httpx.Client, token: str, **body: object) -> httpx.Response:
    return client.post("/v1/engine/session", json=body, headers={"authorization": f"Bearer {token}"})


def act(client: httpx.Client, session_id: str, action: str, content: str | None = None) -> httpx.Response:
    payload: object = {} if content is None else {"content": content}
    return client.post("/text", params={"session_id": session_id}, json={"actionType": action, "payload": payload})


def say(client: httpx.Client, session_id: str, content: str) -> str:
    """Return the persona's answer."""
    return spoken(lines(act(client, session_id, "speech", content)))


def lines(answer: httpx.Response) -> list[dict[str, object]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def spoken(messages: list[dict[str, object]]) -> str:
    pieces: list[str] = []
    for message in messages:
        data = message["data"]
        assert isinstance(data, dict)
        if message["messageType"] == "speechText":
            pieces.append(str(data["content"]))
    return "".join(pieces)


@contextmanager
def on_a_socket(engine: Engine) -> Iterator[httpx.Client]:
    """Serve `engine` on a socket with its lifespan, and yield a client of it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(engine.app, log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with httpx.Client(
                base_url=f"http://127.0.0.1:{listening.getsockname()[1]}",
                headers={"authorization": f"Bearer {engine.api_key}"},
                timeout=60,
            ) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
