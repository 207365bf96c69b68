"""Every rule there is: one literal table of families. A code is never reused, not even that of a rule that is gone."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.project_facts import Facts
from personactl.lint.rule import Rule
from personactl.lint.rules import ids, knowledge, llms, session_options, voices
from personactl.lint.rules.file_references import REFERENCE_RULES, personas_twice
from personactl.lint.rules.greeting import GREETING_RULES, check_greeting
from personactl.lint.rules.ignore_comments import IGNORE_RULES
from personactl.lint.rules.online import capabilities, catalogue_references
from personactl.lint.rules.persona_schema import SCHEMA_RULES
from personactl.lint.rules.project import changed_voices, component_names, unused
from personactl.lint.rules.prompt import PROMPT_RULES, check_prompt, check_saved_prompt
from personactl.lint.rules.security import SECURITY_RULES, check_saved_security, check_security
from personactl.lint.rules.structure import completeness, ineffective_keys, language_code, widget
from personactl.lint.rules.tools import argument_schema, invocation, tool_names
from personactl.lint.rules.yaml_file import READING_RULES

Check: TypeAlias = Callable[[PersonaView], Iterator[RuleFinding]]
CheckSaved: TypeAlias = Callable[[ComponentView], Iterator[RuleFinding]]
CheckTogether: TypeAlias = Callable[[Sequence[Facts], Path], Iterator[RuleFinding]]


class Family(msgspec.Struct, frozen=True):
    """`check` looks at one persona, `saved` at one file of a tool, knowledge or an LLM, `together` at all files of a
    run's project.

    A family without any has its findings from the layers below.
    """

    rules: tuple[Rule, ...]
    check: Check | None = None
    saved: CheckSaved | None = None
    together: CheckTogether | None = None


FAMILIES: Final = (
    Family(READING_RULES),
    Family(SCHEMA_RULES),
    Family(completeness.RULES, completeness.check),
    Family(language_code.RULES, language_code.check),
    Family(ineffective_keys.RULES, ineffective_keys.check),
    Family(widget.RULES, widget.check),
    Family(REFERENCE_RULES, together=personas_twice),
    Family(ids.RULES, ids.check, ids.check_saved),
    Family(catalogue_references.RULES, catalogue_references.check, catalogue_references.check_saved),
    Family(capabilities.RULES, capabilities.check),
    Family(voices.RULES, voices.check),
    Family(tool_names.RULES, tool_names.check, tool_names.check_saved),
    Family(argument_schema.RULES, argument_schema.check, argument_schema.check_saved),
    Family(invocation.RULES, invocation.check, invocation.check_saved),
    Family(knowledge.RULES, saved=knowledge.check_saved),
    Family(llms.RULES, saved=llms.check_saved),
    Family(session_options.RULES, session_options.check),
    Family(PROMPT_RULES, check_prompt, check_saved_prompt),
    Family(GREETING_RULES, check_greeting),
    Family(SECURITY_RULES, check_security, check_saved_security),
    Family(unused.RULES, together=unused.check_together),
    Family(component_names.RULES, together=component_names.check_together),
    Family(changed_voices.RULES, together=changed_voices.check_together),
    Family(IGNORE_RULES),
)

RULES: Final = MappingProxyType({rule.code: rule for family in FAMILIES for rule in family.rules})
