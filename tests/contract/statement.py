"""Our statement of the platform's contract: the files of `families/`, one for each family of operations.

A file has `shapes` (by name, shared by all families) and `operations`, by method and path:

    PUT /v1/tools/{id:uuid}:     the parameters of the path with their types
      query: {search: text}      a record; a list is one value with commas
      json: ToolUpdate           the body; `form` for multipart form data; `body: optional` where it may be left out
      answers: {200: Tool}       the body of a status; `nothing` for none
      refuses: [400, 401]        statuses whose body the contract does not describe; or {SHAPE: [400, 401]}
      headers: {429: [Retry-After]}
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.contract.notation import NotationError, read_field, read_record, read_type
from tests.contract.shapes import Answer, Operation, Type

FAMILIES = Path(__file__).parent / "families"

_OPERATION_KEYS = {"query", "json", "form", "body", "answers", "refuses", "headers"}
_PARAMETER = re.compile(r"\{(?P<name>\w+):(?P<type>[^}]+)\}")
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Statement:
    """shapes: the shapes of all families, by name.
    operations: by method and path template, such as ("GET", "/v1/tools/{id}").
    """

    shapes: Mapping[str, Type]
    operations: Mapping[tuple[str, str], Operation]


def load_statement(folder: Path = FAMILIES) -> Statement:
    """Raises NotationError, also if two families state the same thing."""
    shapes: dict[str, Type] = {}
    operations: dict[tuple[str, str], Operation] = {}
    for file in sorted(folder.glob("*.yaml")):
        family = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
        for name, written in family.get("shapes", {}).items():
            if name in shapes:
                raise NotationError(f"{file.name}: {name} is stated twice")
            shapes[name] = read_type(written)
        for operation in _operations(family.get("operations", {})):
            if (operation.method, operation.path) in operations:
                raise NotationError(f"{file.name}: {operation} is stated twice")
            operations[operation.method, operation.path] = operation
    return Statement(shapes, operations)


def _operations(family: Mapping[str, Any]) -> Iterator[Operation]:
    for heading, written in family.items():
        if unknown := written.keys() - _OPERATION_KEYS:
            raise NotationError(f"{heading}: unknown keys {sorted(unknown)}")
        method, _, path = heading.partition(" ")
        has_body = not written.keys().isdisjoint({"json", "form"})
        yield Operation(
            method,
            _PARAMETER.sub(r"{\g<name>}", path),
            {found["name"]: read_field(found["type"], required=True) for found in _PARAMETER.finditer(path)},
            read_record(written.get("query", {})).fields,
            json=read_type(written["json"]) if "json" in written else None,
            form=read_type(written["form"]) if "form" in written else None,
            body_required=has_body and written.get("body") != "optional",
            answers=_answers(written),
        )


def _answers(written: Mapping[str, Any]) -> dict[int, Answer]:
    headers = {status: tuple(names) for status, names in written.get("headers", {}).items()}
    refuses = written.get("refuses", [])
    bodies = dict(written["answers"])
    if isinstance(refuses, Mapping):
        bodies |= {status: body for body, statuses in refuses.items() for status in statuses}
        refuses = []
    answers = {status: Answer(headers=headers.get(status, ())) for status in refuses}
    for status, body in bodies.items():
        empty = body == _NOTHING
        answers[status] = Answer(None if empty else read_type(body), empty, headers.get(status, ()))
    if unanswered := headers.keys() - answers.keys():
        raise NotationError(f"headers for statuses that are not answered: {sorted(unanswered)}")
    return answers
