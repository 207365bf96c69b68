"""The engine on a socket, served by uvicorn.

This module prints nothing. A failure inside a request is logged, and logging's last resort is stderr.
"""

import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from types import FrameType

from starlette.types import ASGIApp
from uvicorn import Config, Server

from personactl.engine.errors import SettingsError

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host`. Port 0 picks a free port. Raises `SettingsError`."""
    where = f"--host {host} --port {port}"
    try:
        return _bound(*socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0])
    except socket.gaierror as error:
        raise SettingsError(
            "this host has no address", where=where, hint="give an address such as 127.0.0.1 or ::1"
        ) from error
    except OSError as error:
        code = error.errno or errno.EINVAL
        hints = {
            errno.EADDRINUSE: "stop what listens there, or take a free port with --port 0",
            errno.EACCES: "take a port above 1023, or a free one with --port 0",
            errno.EADDRNOTAVAIL: "take an address of this machine, for example 127.0.0.1",
        }
        raise SettingsError(
            f"cannot listen there: {os.strerror(code)}",
            where=where,
            hint=hints.get(code, "choose another --host or --port"),
        ) from error


def _bound(
    family: socket.AddressFamily, kind: socket.SocketKind, protocol: int, _name: str, address: tuple[object, ...]
) -> socket.socket:
    """A listening socket with its protocol named, which `socket.create_server` leaves out.

    asyncio switches Nagle's algorithm off only if the protocol is named. With that algorithm an answer waits 40 ms for
    the client's delayed acknowledgement.
    """
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except BaseException:
        listening.close()
        raise
    return listening


def url_of(listening: socket.socket) -> str:
    """The URL for a client on this machine. An unspecified address (0.0.0.0 or ::) is shown as loopback."""
    host, port = listening.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, listening: socket.socket, on_ready: Callable[[], None]) -> None:
    """Answer requests until SIGTERM or Ctrl-C. `on_ready` is called once, when the first request can be sent."""
    config = Config(
        app,
        log_config=None,
        access_log=False,
        timeout_keep_alive=75,  # longer than clients keep idle connections, so that none is closed under a request
        timeout_graceful_shutdown=3,
    )
    server = _Server(config, on_ready)
    with _stopped_by_signals(server):
        server.run(sockets=[listening])


class _Server(Server):
    def __init__(self, config: Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._on_ready()


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    """Stop `server` at a signal. Uvicorn raises the signal again after it stopped; this ignores it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    previous = {number: signal.signal(number, stop) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
