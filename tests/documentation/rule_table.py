"""The table of rules in `docs/rules.md`, between its two marks."""

import re

from personactl.lint.rule_registry import RULES
from personactl.report.findings.rule_markdown import rules_markdown
from tests.conftest import ROOT

RULES_PAGE = ROOT / "docs" / "rules.md"

_TABLE = re.compile(r"(?<=^<!-- rules: begin -->\n\n).*(?=\n<!-- rules: end -->$)", re.MULTILINE | re.DOTALL)


def with_rule_table(text: str) -> str:
    """Return `text` with the current table of rules."""
    replaced, count = _TABLE.subn(lambda _: rules_markdown(RULES.values()), text)
    assert count == 1, "docs/rules.md has lost the marks of its table"
    return replaced
