"""Every rule there is, by code: one literal table. A code is never reused, not even that of a rule that is gone."""

from types import MappingProxyType
from typing import Final

from personactl.lint.rules.reading import READING_RULES
from personactl.lint.rules.references import REFERENCE_RULES
from personactl.lint.rules.schema import SCHEMA_RULES

RULES: Final = MappingProxyType({rule.code: rule for rule in (*READING_RULES, *SCHEMA_RULES, *REFERENCE_RULES)})
