"""Groups of options as one parameter of a command: a NamedTuple whose fields are the options.

The command-line parser reads a function's parameters. `spread` shows it the fields of the tuple as parameters, in their
order and under their names, and passes the command a tuple of the parsed values.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import NamedTuple, TypeGuard, get_type_hints


def spread(command: Callable[..., int]) -> Callable[..., int]:
    """Return `command` with one parameter per option. A command without option groups is returned unchanged."""
    hints = get_type_hints(command, include_extras=True)
    sets = {name: hint for name, hint in hints.items() if _is_set(hint)}
    if not sets:
        return command

    @wraps(command)
    def called(**given: object) -> int:
        groups = {name: kind._make(given.pop(field) for field in kind._fields) for name, kind in sets.items()}
        return command(**given, **groups)

    parameters = list(_parameters(signature(command), sets, hints))
    vars(called)["__signature__"] = Signature(parameters, return_annotation=int)
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def _is_set(hint: object) -> TypeGuard[type[NamedTuple]]:
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_field_defaults")


def _parameters(
    shape: Signature, sets: Mapping[str, type[NamedTuple]], hints: Mapping[str, object]
) -> Iterator[Parameter]:
    for name, parameter in shape.parameters.items():
        if name not in sets:
            yield parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[name])
            continue
        kinds, defaults = get_type_hints(sets[name], include_extras=True), sets[name]._field_defaults
        for field in sets[name]._fields:
            yield Parameter(field, Parameter.KEYWORD_ONLY, default=defaults[field], annotation=kinds[field])
