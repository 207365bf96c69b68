"""Arithmetic on numbers that a source writes out, such as `10 * 60`, and why a result is unknown."""

import math

from personactl.document.node import Place
from personactl.literals.literal import Scalar, Unknown, Value


def arithmetic(sign: str, first: Value, second: Value, place: Place) -> Scalar | None:
    """Return the result of `first sign second`, or None if it is not a finite number."""
    if not (isinstance(first, Scalar) and isinstance(second, Scalar)):
        return None
    left, right = first.value, second.value
    if left is None or right is None or not (is_number(left) and is_number(right)):
        return None
    try:
        result = _result(sign, left, right)
    except (OverflowError, ValueError):
        return None
    return None if result is None or not math.isfinite(result) else Scalar(result, place)


def _result(sign: str, left: int | float, right: int | float) -> int | float | None:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if right:
            quotient = left / right
            return int(quotient) if quotient.is_integer() else quotient
        case "//" if right:
            return left // right
        case _:
            return None


def is_number(value: bool | int | float | None) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def reason_of(value: Value | None) -> str:
    """Return why a value is unknown."""
    return value.reason if isinstance(value, Unknown) else "it is an expression"


def first_reason(*values: Value) -> str:
    """Return why a value is unknown that is made of these."""
    return next((value.reason for value in values if isinstance(value, Unknown)), "it is an expression")
