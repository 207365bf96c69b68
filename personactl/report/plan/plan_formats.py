"""The formats of a plan: one table, whose keys are the values of `diff --format`.

A format for people returns lines to draw, JSON the content of a document, and any other a whole document to write as it
is. Its module is imported when it is used.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from rich.text import Text

    from personactl.json_value import JsonObject
    from personactl.sync.plan.plan import Plan

Rendered: TypeAlias = "list[Text] | str | JsonObject"
Format: TypeAlias = "Callable[[Plan, str, int | None], Rendered]"
"""Takes the plan, the name of the target, and the width of a terminal in cells or None."""


def _text(plan: "Plan", target: str, width: int | None) -> Rendered:
    from personactl.report.plan.plan_text import plan_text

    return plan_text(plan, width)


def _json(plan: "Plan", target: str, width: int | None) -> Rendered:
    from personactl.report.plan.plan_json import plan_json

    return {"plan": plan_json(plan)}


def _markdown(plan: "Plan", target: str, width: int | None) -> Rendered:
    from personactl.report.plan.plan_markdown import plan_markdown

    return plan_markdown(plan, target)


def _summary(plan: "Plan", target: str, width: int | None) -> Rendered:
    from personactl.report.plan.plan_text import plan_table

    return plan_table(plan)


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {"text": _text, "json": _json, "markdown": _markdown, "summary": _summary}
)
