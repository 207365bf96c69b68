"""The faults of one request, by name."""

from collections.abc import Mapping
from typing import Final

from tests.faults import (
    CutBody,
    Fault,
    Refuse,
    ResetAfter,
    ResetBefore,
    SlowBody,
    Status,
    TimeOut,
    TruncatedJson,
    WrongContentType,
)

KINDS: Final[Mapping[str, Fault]] = {
    "connection refused": Refuse(),
    "reset before the request": ResetBefore(),
    "reset after it was carried out": ResetAfter(),
    "timeout before the request": TimeOut(),
    "timeout after it was carried out": TimeOut(carried_out=True),
    "429 with Retry-After": Status(429, {"error": "Too many requests"}, {"Retry-After": "2"}),
    "429 without": Status(429, {"error": "Too many requests"}),
    "500": Status(500, {"error": "Internal server error"}),
    "502": Status(502),
    "503": Status(503, {"error": "Service unavailable"}),
    "truncated JSON": TruncatedJson(),
    "cut in the body": CutBody(),
    "wrong content type": WrongContentType(),
    "slow body": SlowBody(),
}
