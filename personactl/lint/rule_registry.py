"""All rules in one literal table of families. A code is never reused, not even the code of a removed rule."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.project_facts import FileFacts
from personactl.lint.rule import Rule
from personactl.lint.rules import ids, knowledge, llms, session_settings, voices
from personactl.lint.rules.file_references import REFERENCE_RULES, duplicate_personas
from personactl.lint.rules.greeting import GREETING_RULES, check_greeting
from personactl.lint.rules.ineffective_ignores import IGNORE_RULES
from personactl.lint.rules.online import capabilities, catalogue_references
from personactl.lint.rules.persona_schema import SCHEMA_RULES
from personactl.lint.rules.project import changed_voices, component_names, unused
from personactl.lint.rules.prompt import PROMPT_RULES, check_component_prompt, check_prompt
from personactl.lint.rules.security import SECURITY_RULES, check_component_security, check_security
from personactl.lint.rules.structure import completeness, ineffective_keys, language_code, widget
from personactl.lint.rules.tools import argument_schema, header_credentials, invocation, tool_names
from personactl.lint.rules.yaml_file import READING_RULES

Check: TypeAlias = Callable[[PersonaView], Iterator[RuleFinding]]
CheckComponent: TypeAlias = Callable[[ComponentView], Iterator[RuleFinding]]
CheckProject: TypeAlias = Callable[[Sequence[FileFacts], Path], Iterator[RuleFinding]]


class Family(msgspec.Struct, frozen=True):
    """Rules that are checked together. A family without checks gets its findings from the layers below.

    rules: the rules of the family.
    check: checks one persona.
    check_component: checks one tool, knowledge file or LLM.
    check_project: checks all files of a run, which belong to one project.
    """

    rules: tuple[Rule, ...]
    check: Check | None = None
    check_component: CheckComponent | None = None
    check_project: CheckProject | None = None


FAMILIES: Final = (
    Family(READING_RULES),
    Family(SCHEMA_RULES),
    Family(completeness.RULES, completeness.check),
    Family(language_code.RULES, language_code.check),
    Family(ineffective_keys.RULES, ineffective_keys.check),
    Family(widget.RULES, widget.check),
    Family(REFERENCE_RULES, check_project=duplicate_personas),
    Family(ids.RULES, ids.check, ids.check_component),
    Family(catalogue_references.RULES, catalogue_references.check, catalogue_references.check_component),
    Family(capabilities.RULES, capabilities.check),
    Family(voices.RULES, voices.check),
    Family(tool_names.RULES, tool_names.check, tool_names.check_component),
    Family(argument_schema.RULES, argument_schema.check, argument_schema.check_component),
    Family(invocation.RULES, invocation.check, invocation.check_component),
    Family(header_credentials.RULES, header_credentials.check, header_credentials.check_component),
    Family(knowledge.RULES, check_component=knowledge.check_component),
    Family(llms.RULES, check_component=llms.check_component),
    Family(session_settings.RULES, session_settings.check),
    Family(PROMPT_RULES, check_prompt, check_component_prompt),
    Family(GREETING_RULES, check_greeting),
    Family(SECURITY_RULES, check_security, check_component_security),
    Family(unused.RULES, check_project=unused.check_project),
    Family(component_names.RULES, check_project=component_names.check_project),
    Family(changed_voices.RULES, check_project=changed_voices.check_project),
    Family(IGNORE_RULES),
)

RULES: Final = MappingProxyType({rule.code: rule for family in FAMILIES for rule in family.rules})
