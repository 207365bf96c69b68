"""A real HTTP server for chat completions, with a script for each answer, faults included."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """The answer to one request: head, then pieces, then an end or an abrupt cut."""

    handler: BaseHTTPRequestHandler
    released: threading.Event

    def head(self, status: int = 200, content_type: str = "text/event-stream", **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def piece(self, data: str) -> None:
        raw = data.encode()
        self.handler.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.handler.wfile.flush()

    def end(self) -> None:
        self.handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """Close the connection in the middle of the body."""
        self.handler.wfile.flush()
        self.handler.connection.shutdown(socket.SHUT_RDWR)
        self.handler.close_connection = True


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: dict[str, object]


@dataclass
class ChatServer:
    url: str
    answers: list[Answer]
    received: list[Received] = field(default_factory=list)


def delta(text: str | None, finish: str | None = None) -> str:
    """Return one event of the stream."""
    chunk = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
    return f"data: {json.dumps(chunk)}\n\n"


def call_event(fragment: dict[str, object]) -> str:
    """Return an event with a tool call, or with a fragment of one."""
    chunk = {"choices": [{"index": 0, "delta": {"tool_calls": [fragment]}, "finish_reason": None}]}
    return f"data: {json.dumps(chunk)}\n\n"


def says(*texts: str, end: str = "data: [DONE]\n\n") -> Answer:
    """Return a whole reply, with one event for each text."""
    return streams(*(delta(text) for text in texts), delta(None, "stop"), end)


def streams(*pieces: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.head()
        for piece in pieces:
            exchange.piece(piece)
        exchange.end()

    return answer


def cut_after(*pieces: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.head()
        for piece in pieces:
            exchange.piece(piece)
        exchange.cut()

    return answer


def stalls_after(*pieces: str) -> Answer:
    """Send the pieces, then keep the connection open with comments only until the test ends."""

    def answer(exchange: Exchange) -> None:
        exchange.head()
        for piece in pieces:
            exchange.piece(piece)
        while not exchange.released.wait(0.02):
            try:
                exchange.piece(": still here\n\n")
            except OSError:
                return
        exchange.cut()

    return answer


def refuses(status: int, body: str = "", content_type: str = "application/json", **headers: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.head(status, content_type, **headers)
        if body:
            exchange.piece(body)
        exchange.end()

    return answer


@contextmanager
def chat_server(answers: Sequence[Answer]) -> Iterator[ChatServer]:
    """Serve `answers` in order, one for each request; any further request is answered with 418."""
    server = ChatServer("", list(answers))
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            server.received.append(Received(self.path, dict(self.headers.items()), body))
            answer = server.answers.pop(0) if server.answers else refuses(418)
            answer(Exchange(self, released))

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server.url = f"http://127.0.0.1:{listener.server_address[1]}/v1"
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        released.set()
        listener.shutdown()
        thread.join()
        listener.server_close()
