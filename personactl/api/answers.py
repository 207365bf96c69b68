"""JSON from the wire into one typed value, or the failure that says where the answer breaks its contract.

Models ignore what they do not know, so that a platform that grows does not break anybody.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, NoReturn, TypeVar

import httpx
from pydantic import AfterValidator, AliasGenerator, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from personactl.api.failures import unreadable_answer
from personactl.errors import UnavailableError
from personactl.json_value import JsonValue

Model = TypeVar("Model", bound=BaseModel)


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A time of the platform: aware, in UTC; one without an offset is taken as UTC."""


class Answer(BaseModel):
    """What the platform answers: camelCase outside, frozen inside, unknown keys ignored.

    An absent key and a null both read as the field's default; `model_fields_set` tells them apart.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=AliasGenerator(validation_alias=to_camel, serialization_alias=to_camel),
        populate_by_name=True,
        protected_namespaces=(),
        hide_input_in_errors=True,  # a prompt or a token may be in it
    )


def json_of(response: httpx.Response) -> JsonValue:
    """The body of a success. None for 204 and for a DELETE without body; anything else must be JSON."""
    if not response.content and (response.status_code == 204 or response.request.method == "DELETE"):
        return None
    try:
        value: JsonValue = json.loads(response.content, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise unreadable_answer(response, _why_no_json(response)) from error
    return value


def parsed(model: type[Model], value: JsonValue, where: str) -> Model:
    """`value` as `model`. Raises `UnavailableError` that names the field, never its value."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the whole answer"
        raise UnavailableError(
            f"the answer breaks the platform's contract at {place}: {first['msg']}",
            where=where,
            hint="update personactl; if it is up to date, report this",
        ) from error


def _why_no_json(response: httpx.Response) -> str:
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if not response.content:
        return "it is empty"
    if kind and "json" not in kind:
        return f"it is {kind[:60]} where JSON was expected"
    return "it is not whole JSON"


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
