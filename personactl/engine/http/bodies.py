"""Request models, and how a body is held against one: the wrong is refused, the unknown is dropped or refused."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.alias_generators import to_camel

from personactl.engine.http.errors import invalid, issues_of
from personactl.engine.wire import Json, JsonObject


def _as_written(value: object, check: ValidatorFunctionWrapHandler) -> object:
    check(value)
    return value


Number = Annotated[float, WrapValidator(_as_written)]
"""A JSON number, kept as it was written (1 is not made 1.0); never a text or a truth value."""


class RequestModel(BaseModel):
    """Keys in camelCase, types as they are on the wire, nothing converted; null only where a field says None."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )

    def sent(self) -> JsonObject:
        """What the body held, and only that: absent keys stay absent."""
        return self.model_dump(by_alias=True, exclude_unset=True)


M = TypeVar("M", bound=RequestModel)


def validated(model: type[M], body: JsonObject, *, strict: bool, prefix: str = "") -> M:
    """`body` as a `model`. Raises `Refusal` (400) that names every issue, paths beginning with `prefix`.

    Keys that the model does not know are refused when `strict`, else dropped in silence, as the platform does
    (docs/platform.md#unknown-keys).
    """
    try:
        return model.model_validate(body)
    except ValidationError as error:
        unknown = [found["loc"] for found in error.errors() if found["type"] == "extra_forbidden"]
        if strict or not unknown:
            raise invalid(issues_of(error, prefix)) from None
    return validated(model, _without(body, unknown), strict=True, prefix=prefix)


def _without(body: JsonObject, places: Sequence[Sequence[int | str]]) -> JsonObject:
    copy = deepcopy(body)
    for place in places:
        _drop(copy, place)
    return copy


def _drop(value: Json, place: Sequence[int | str]) -> None:
    match value, place:
        case dict(), (str(key),):
            value.pop(key, None)
        case dict(), (str(key), *rest):
            _drop(value[key], rest)
        case list(), (int(index), *rest):
            _drop(value[index], rest)
