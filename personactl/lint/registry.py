"""Every rule there is: one literal table of families. A code is never reused, not even that of a rule that is gone."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from personactl.lint.facts import Facts
from personactl.lint.hit import Hit
from personactl.lint.rule import Rule
from personactl.lint.rules.greeting import GREETING_RULES, check_greeting
from personactl.lint.rules.ids import identity
from personactl.lint.rules.ignoring import IGNORE_RULES
from personactl.lint.rules.knowledge import documents
from personactl.lint.rules.llms import reaching
from personactl.lint.rules.online import accents, fitting, references
from personactl.lint.rules.project import named, together, voices
from personactl.lint.rules.prompt import PROMPT_RULES, check_prompt, check_saved_prompt
from personactl.lint.rules.reading import READING_RULES
from personactl.lint.rules.references import REFERENCE_RULES
from personactl.lint.rules.schema import SCHEMA_RULES
from personactl.lint.rules.security import SECURITY_RULES, check_saved_security, check_security
from personactl.lint.rules.session import limits
from personactl.lint.rules.structure import completeness, language, unheard, widget
from personactl.lint.rules.tools import calling, naming, schema
from personactl.lint.rules.voice import director, options, retention
from personactl.lint.saved import Saved
from personactl.lint.subject import Subject
from personactl.lint.uniqueness import personas_twice

Check: TypeAlias = Callable[[Subject], Iterator[Hit]]
CheckSaved: TypeAlias = Callable[[Saved], Iterator[Hit]]
CheckTogether: TypeAlias = Callable[[Sequence[Facts], Path], Iterator[Hit]]


class Family(NamedTuple):
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
    Family(language.RULES, language.check),
    Family(unheard.RULES, unheard.check),
    Family(widget.RULES, widget.check),
    Family(REFERENCE_RULES, together=personas_twice),
    Family(identity.RULES, identity.check, identity.check_saved),
    Family(references.RULES, references.check, references.check_saved),
    Family(fitting.RULES, fitting.check),
    Family(accents.RULES, accents.check),
    Family(options.RULES, options.check),
    Family(director.RULES, director.check),
    Family(retention.RULES, retention.check),
    Family(naming.RULES, naming.check, naming.check_saved),
    Family(schema.RULES, schema.check, schema.check_saved),
    Family(calling.RULES, calling.check, calling.check_saved),
    Family(documents.RULES, saved=documents.check_saved),
    Family(reaching.RULES, saved=reaching.check_saved),
    Family(limits.RULES, limits.check),
    Family(PROMPT_RULES, check_prompt, check_saved_prompt),
    Family(GREETING_RULES, check_greeting),
    Family(SECURITY_RULES, check_security, check_saved_security),
    Family(together.RULES, together=together.check_together),
    Family(named.RULES, together=named.check_together),
    Family(voices.RULES, together=voices.check_together),
    Family(IGNORE_RULES),
)

RULES: Final = MappingProxyType({rule.code: rule for family in FAMILIES for rule in family.rules})
