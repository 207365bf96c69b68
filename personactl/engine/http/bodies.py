"""Request models, and the check of a body against one: unknown keys are dropped or refused, wrong values refused."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.alias_generators import to_camel

from personactl.engine.http.refusals import invalid, issues_of
from personactl.engine.wire import Json, JsonObject


def _as_written(value: object, check: ValidatorFunctionWrapHandler) -> object:
    check(value)
    return value


Number = Annotated[float, WrapValidator(_as_written)]
"""A JSON number, kept as it was written: 1 does not become 1.0. Texts and booleans are refused."""


class RequestModel(BaseModel):
    """Keys are in camelCase, values are not converted, and null is refused unless a field allows None."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )

    def sent(self) -> JsonObject:
        """What the body held. Absent keys stay absent."""
        return self.model_dump(by_alias=True, exclude_unset=True)


M = TypeVar("M", bound=RequestModel)


def validated(model: type[M], body: JsonObject, *, strict: bool, prefix: str = "") -> M:
    """Check `body` against `model`. Raises `Refusal` (400) with every issue, the paths beginning with `prefix`.

    Unknown keys are refused if `strict`, else dropped silently, as on the platform.
    Source: docs/platform.md#unknown-keys.
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
