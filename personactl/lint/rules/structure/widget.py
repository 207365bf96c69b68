"""S127, S128: the widget that shows the persona on a website.

Source: docs/platform.md#widget.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, remove_entry
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule

_CONTRACT: Final = "the platform's published API contract"

RULES: Final = (
    Rule(
        code="S127",
        name="widget-for-everybody",
        summary="a widget that any website may embed",
        severity=Severity.warning,
        why=(
            "Anybody can embed the persona on any page at the expense of the account; this setting also "
            "overrides allowedOrigins."
        ),
        bad=f"{PERSONA}widgetConfig: {{allowEverywhere: true}}\n",
        good=f"{PERSONA}widgetConfig: {{allowedOrigins: [https://shop.test]}}\n",
        source=_CONTRACT,
    ),
    Rule(
        code="S128",
        name="floating-only-option",
        summary="an option for floating widgets in an inline widget",
        severity=Severity.info,
        why="An inline widget has a fixed place on the page and is always open.",
        bad=f"{PERSONA}widgetConfig: {{layout: inline, initialState: minimized}}\n",
        good=f"{PERSONA}widgetConfig: {{layout: floating, initialState: minimized}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    everywhere = persona.located("widgetConfig.allowEverywhere")
    if everywhere is not None and persona.value("widgetConfig.allowEverywhere") is True:
        message = "every website may embed this persona"
        hint = "List the allowed websites in allowedOrigins instead."
        yield at_value("S127", message, hint, everywhere)
    if persona.value("widgetConfig.layout") != "inline":
        return
    for key in ("initialState", "position"):
        located = persona.located(f"widgetConfig.{key}")
        if located is not None:
            correction = fix(f"Remove {key}", remove_entry(located.document, located.entry), safe=False)
            message = f"{key} has no effect in an inline widget"
            yield at_key("S128", message, f"Remove {key}, or write layout: floating.", located, correction)
