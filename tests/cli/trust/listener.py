"""A server of somebody else, which answers nothing useful and remembers what it was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Listener:
    """url: its address. requests: method, path and all headers of each request so far, as one text."""

    def __init__(self, url: str, requests: list[str]) -> None:
        self.url = url
        self.requests = requests

    def saw(self, secret: str) -> bool:
        return any(secret in request for request in self.requests)


@contextmanager
def listening() -> Iterator[Listener]:
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            requests.append(f"{self.command} {self.path}\n{self.headers}\n{self.rfile.read(length).decode()}")
            body = b'{"data": [], "meta": {"total": 0, "lastPage": 1, "currentPage": 1, "perPage": 100}}'
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Listener(f"http://127.0.0.1:{server.server_port}", requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
