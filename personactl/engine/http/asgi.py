"""The ASGI app, made from the routes table. Each request is authenticated and read before its handler gets it.

A handler is a plain function from `Call` to `Response` that runs in a thread, or an `async` one if it streams. It
raises `Refusal` to refuse a request. Every answer is JSON, also to an unknown path or method.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from inspect import iscoroutinefunction
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from personactl.engine.errors import EngineError
from personactl.engine.http.auth import Access, authenticate
from personactl.engine.http.call import Call, read_body
from personactl.engine.http.refusals import Refusal, answer_failure, answer_http_exception, answer_refusal
from personactl.engine.http.request_ids import HEADER, RequestIds
from personactl.engine.http.threads import Threads
from personactl.engine.services import Services

Handler: TypeAlias = Callable[[Call], Response] | Callable[[Call], Awaitable[Response]]


class Body(Enum):
    """Whether an operation reads a JSON body."""

    NONE = auto()
    OPTIONAL = auto()
    REQUIRED = auto()


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the routes table."""

    method: str
    path: str
    handler: Handler
    access: Access = Access.KEY
    body: Body = Body.NONE


def create_app(services: Services, operations: Sequence[Operation], threads: Threads) -> Starlette:
    """`threads` run the plain handlers. The caller closes them."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with services.jobs.watching():
            yield
        await services.sessions.aclose()
        await services.models.aclose()

    app = Starlette(
        lifespan=lifespan,
        routes=[_route(services, path, methods, threads) for path, methods in by_path.items()],
        middleware=[
            Middleware(RequestIds, new_id=services.settings.new_id),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "POST", "PUT", "DELETE"],
                allow_headers=["authorization", "content-type"],
                expose_headers=[HEADER],
                max_age=600,
            ),
        ],
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_exception,
            EngineError: answer_failure,
            Exception: answer_failure,
        },
    )
    app.router.redirect_slashes = False
    return app


def _route(services: Services, path: str, methods: dict[str, Operation], threads: Threads) -> Route:
    async def endpoint(request: Request) -> Response:
        operation = methods["GET" if request.method == "HEAD" else request.method]
        caller = authenticate(request, operation.access, services)
        body = {} if operation.body is Body.NONE else await read_body(request, required=operation.body is Body.REQUIRED)
        call = Call(request, services, caller, request.path_params, body)
        return await _handle(operation.handler, call, threads)

    return Route(path, endpoint, methods=list(methods))


async def _handle(handler: Handler, call: Call, threads: Threads) -> Response:
    if iscoroutinefunction(handler):
        answer = await handler(call)
    else:
        answer = await threads.run(handler, call)
    assert isinstance(answer, Response)
    return answer
