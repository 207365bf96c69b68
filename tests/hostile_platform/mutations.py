"""One change of an answer: a value that can be kept as JSON, is drawn from a seed, and is applied to an answer."""

import copy
import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, TypeAlias, TypeVar, get_args

import msgspec

from personactl.json_value import JsonValue
from tests.api.bounds.hostile_answers import GZIP, bomb, compressed
from tests.hostile_platform.hostile_values import HEADERS, KEYS, STATUSES, VALUES, WHOLE_BODIES

Change: TypeAlias = Literal["replace", "delete", "add", "rename", "repeat", "swap", "wrap", "ids", "next", "lines"]
Body: TypeAlias = Literal["whole", "cut", "flip", "insert", "gzip", "bomb", "nested", "utf16", "twice"]
Wire: TypeAlias = Literal[
    "close", "reset", "short", "silent", "drip", "flood", "garbage", "chunks", "trailers", "early"
]
Kind: TypeAlias = Change | Body | Wire | Literal["status", "header"]

_CHANGES_OF_JSON: Final[tuple[Kind, ...]] = (*get_args(Change), *("replace",) * 6, *("delete",) * 3, "add", "rename")
_CHANGES_OF_ANSWERS: Final[tuple[Kind, ...]] = (
    *get_args(Body),
    *get_args(Wire),
    "status",
    "status",
    "header",
    "header",
)
_CHANGES_OF_FILES: Final[tuple[Kind, ...]] = (*_CHANGES_OF_JSON, *_CHANGES_OF_JSON, "cut", "flip", "insert", "whole")


_Value = TypeVar("_Value")


class Mutation(msgspec.Struct, frozen=True):
    """at: the number of the request whose answer is changed, from 0; -1 changes every answer.
    place: which part of the answer, as a fraction of all parts.
    value: which of the hostile values, by its number.
    """

    kind: Kind
    at: int
    place: float
    value: int


class Reply(msgspec.Struct):
    """An answer on its way. `wire` is what happens to its bytes; None for nothing."""

    status: int
    headers: list[bytes]
    body: bytes
    wire: Wire | None = None


def drawn(random_: random.Random) -> tuple[Mutation, ...]:
    """Draw what happens to the answers of one case: a few changes of their JSON, or less often of the rest of them."""
    kinds = _CHANGES_OF_JSON if random_.random() < 0.8 else _CHANGES_OF_ANSWERS
    count = random_.choice((1, 1, 1, 2, 2, 3, 5, 8) if kinds is _CHANGES_OF_JSON else (1, 1, 2))
    return tuple(_drawn(random_, kinds) for _ in range(count))


def drawn_for_file(random_: random.Random) -> tuple[Mutation, ...]:
    return tuple(_drawn(random_, _CHANGES_OF_FILES) for _ in range(random_.choice((1, 1, 1, 2, 3))))


def _drawn(random_: random.Random, kinds: Sequence[Kind]) -> Mutation:
    at = -1 if random_.random() < 0.25 else min(int(random_.expovariate(0.35)), 40)
    return Mutation(random_.choice(kinds), at, round(random_.random(), 6), random_.randrange(10_000))


def mutated_file(content: bytes, mutations: Sequence[Mutation]) -> bytes:
    """Return a file of JSON after some mutations."""
    file = Reply(200, [], content)
    for mutation in mutations:
        _mutate_body(file, mutation)
    return file.body


def mutate(reply: Reply, mutation: Mutation, key: str) -> None:
    kind = mutation.kind
    if kind in get_args(Wire):
        reply.wire = kind  # type: ignore[assignment]  # mypy does not narrow by get_args
    elif kind == "status":
        reply.status = _nth(STATUSES, mutation.value)
    elif kind == "header":
        reply.headers.append(_nth(HEADERS, mutation.value))
    else:
        _mutate_body(reply, mutation)
    reply.body = reply.body.replace(b"@KEY@", key.encode())


def _mutate_body(reply: Reply, mutation: Mutation) -> None:
    if mutation.kind in _BODIES:
        _BODIES[mutation.kind](reply, mutation)
    else:
        _mutate_json(reply, mutation)


def _mutate_json(reply: Reply, mutation: Mutation) -> None:
    """Change a part of the JSON; of a stream, of one of its lines."""
    is_stream = any(b"ndjson" in header for header in reply.headers)
    lines = reply.body.rstrip().split(b"\n") if is_stream else [reply.body]
    number = int(mutation.place * len(lines))
    try:
        value: JsonValue = json.loads(lines[number])
    except (ValueError, RecursionError):
        reply.body = _nth(WHOLE_BODIES, mutation.value)
        return
    if mutation.kind == "lines":
        lines[number] = b"\n".join([lines[number]] * (mutation.value % 50))
    else:
        holder: list[JsonValue] = [value]
        _CHANGES[mutation.kind](holder, mutation)
        lines[number] = json.dumps(holder[0]).encode() if holder else b""
    reply.body = b"\n".join(lines)


_Slot: TypeAlias = tuple["list[JsonValue] | dict[str, JsonValue]", "int | str"]


def _slots(holder: list[JsonValue]) -> list[_Slot]:
    """Return every place of a value, the whole one included, as its container and its key or index."""

    def inside(container: "list[JsonValue] | dict[str, JsonValue]") -> Iterator[_Slot]:
        keys: Sequence[int | str] = [*container] if isinstance(container, dict) else range(len(container))
        for key in keys:
            yield container, key
            value = container[key]  # type: ignore[index]  # the key is of its container
            if isinstance(value, dict | list):
                yield from inside(value)

    return list(inside(holder))


def _slot(holder: list[JsonValue], mutation: Mutation) -> _Slot:
    slots = _slots(holder)
    return slots[int(mutation.place * len(slots))]


def _replace(holder: list[JsonValue], mutation: Mutation) -> None:
    container, key = _slot(holder, mutation)
    container[key] = copy.deepcopy(_nth(VALUES, mutation.value))  # type: ignore[index]


def _delete(holder: list[JsonValue], mutation: Mutation) -> None:
    container, key = _slot(holder, mutation)
    del container[key]  # type: ignore[arg-type]


def _add(holder: list[JsonValue], mutation: Mutation) -> None:
    container, _ = _slot(holder, mutation)
    value = copy.deepcopy(_nth(VALUES, mutation.value))
    if isinstance(container, dict):
        container[_nth(KEYS, mutation.value)] = value
    else:
        container.append(value)


def _rename(holder: list[JsonValue], mutation: Mutation) -> None:
    container, key = _slot(holder, mutation)
    if isinstance(container, dict) and isinstance(key, str):
        container[_nth(KEYS, mutation.value)] = container.pop(key)


def _repeat(holder: list[JsonValue], mutation: Mutation) -> None:
    container, key = _slot(holder, mutation)
    if isinstance(container, list) and container is not holder and isinstance(key, int):
        container.extend([copy.deepcopy(container[key])] * (mutation.value % 40))


def _swap(holder: list[JsonValue], mutation: Mutation) -> None:
    slots = _slots(holder)
    container, key = slots[int(mutation.place * len(slots))]
    other, other_key = slots[mutation.value % len(slots)]
    container[key] = copy.deepcopy(other[other_key])  # type: ignore[index]


def _wrap(holder: list[JsonValue], mutation: Mutation) -> None:
    container, key = _slot(holder, mutation)
    value: JsonValue = container[key]  # type: ignore[index]
    for _ in range(mutation.value % 130):
        value = [value] if mutation.value % 2 else {"a": value}
    container[key] = value  # type: ignore[index]


def _ids(holder: list[JsonValue], mutation: Mutation) -> None:
    """Give everything the same id, or an odd one."""
    value = _nth(VALUES, mutation.value)
    for container, key in _slots(holder):
        if key == "id" and isinstance(container, dict):
            container["id"] = copy.deepcopy(value)


def _next(holder: list[JsonValue], mutation: Mutation) -> None:
    root = holder[0]
    if isinstance(root, dict):
        odd: tuple[JsonValue, ...] = (1, 2, 3, 0, -1, 10**18, "2", None, 1.5, True)
        meta = root.get("meta")
        root["meta"] = {
            **(meta if isinstance(meta, dict) else {}),
            "next": _nth(odd, mutation.value),
            "lastPage": 10**9,
        }


def _cut(reply: Reply, mutation: Mutation) -> None:
    reply.body = reply.body[: int(len(reply.body) * mutation.place)]


def _flip(reply: Reply, mutation: Mutation) -> None:
    if reply.body:
        body = bytearray(reply.body)
        body[int(len(body) * mutation.place)] ^= 1 << mutation.value % 8
        reply.body = bytes(body)


def _insert(reply: Reply, mutation: Mutation) -> None:
    at = int(len(reply.body) * mutation.place)
    odd = (b"\xff", b"\x00", b"\xed\xa0\x80", b"\\ud800", b"\n", b'"', b"{", b"\x1b[2J", b"\xc2\x9b", b"\xe2\x80\xae")
    reply.body = reply.body[:at] + _nth(odd, mutation.value) + reply.body[at:]


def _whole(reply: Reply, mutation: Mutation) -> None:
    reply.body = _nth(WHOLE_BODIES, mutation.value)


def _twice(reply: Reply, _mutation: Mutation) -> None:
    reply.body += reply.body


def _utf16(reply: Reply, _mutation: Mutation) -> None:
    reply.body = reply.body.decode("utf-8", "replace").encode("utf-16")


def _gzip(reply: Reply, mutation: Mutation) -> None:
    body = gzip.compress(reply.body, mtime=0)
    reply.headers.append(b"content-encoding: gzip")
    reply.body = body[: int(len(body) * mutation.place)] if mutation.value % 3 == 0 else body


def _bomb(reply: Reply, _mutation: Mutation) -> None:
    reply.headers.append(b"content-encoding: gzip")
    reply.body = bomb(GZIP, 256 << 20)


def _nested(reply: Reply, _mutation: Mutation) -> None:
    reply.headers.append(b"content-encoding: gzip, gzip")
    reply.body = compressed(compressed(reply.body))


def _nth(values: Sequence[_Value], number: int) -> _Value:
    return values[number % len(values)]


_CHANGES: Final[dict[str, Callable[[list[JsonValue], Mutation], None]]] = {
    "replace": _replace,
    "delete": _delete,
    "add": _add,
    "rename": _rename,
    "repeat": _repeat,
    "swap": _swap,
    "wrap": _wrap,
    "ids": _ids,
    "next": _next,
}
_BODIES: Final[dict[str, Callable[[Reply, Mutation], None]]] = {
    "whole": _whole,
    "cut": _cut,
    "flip": _flip,
    "insert": _insert,
    "gzip": _gzip,
    "bomb": _bomb,
    "nested": _nested,
    "utf16": _utf16,
    "twice": _twice,
}
