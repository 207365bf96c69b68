"""S127, S128: the widget that a website shows the persona in (docs/platform.md#widget)."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, no_entry
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_CONTRACT: Final = "the platform's published API contract"

RULES: Final = (
    Rule(
        code="S127",
        name="widget-for-everybody",
        summary="a widget that every website may embed",
        severity=Severity.warning,
        why="Anybody can show the persona on any page and use up the account; it also wins over allowedOrigins.",
        bad=f"{_WHO}widgetConfig: {{allowEverywhere: true}}\n",
        good=f"{_WHO}widgetConfig: {{allowedOrigins: [https://shop.test]}}\n",
        source=_CONTRACT,
    ),
    Rule(
        code="S128",
        name="floating-only-option",
        summary="an option of floating widgets beside layout inline",
        severity=Severity.info,
        why="An inline widget stands where the page puts it and is always open.",
        bad=f"{_WHO}widgetConfig: {{layout: inline, initialState: minimized}}\n",
        good=f"{_WHO}widgetConfig: {{layout: floating, initialState: minimized}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    everywhere = subject.located("widgetConfig.allowEverywhere")
    if everywhere is not None and subject.value("widgetConfig.allowEverywhere") is True:
        message = "every website may embed this persona"
        hint = "List the websites in allowedOrigins instead."
        yield at_value("S127", message, hint, everywhere)
    if subject.value("widgetConfig.layout") != "inline":
        return
    for key in ("initialState", "position"):
        located = subject.located(f"widgetConfig.{key}")
        if located is not None:
            mend = fix(f"Remove {key}", no_entry(located.document, located.entry), safe=False)
            message = f"{key} has no effect in an inline widget"
            yield at_key("S128", message, f"Remove {key}, or write layout: floating.", located, mend)
