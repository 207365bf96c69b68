"""What the README says of the rules and the formats is what the program says."""

import re

from personactl.lint.registry import RULES
from personactl.report.findings import REPORTERS
from personactl.report.rule_markdown import rules_markdown
from tests.conftest import ROOT

_README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_rule_table_is_the_generated_one() -> None:
    found = re.search(r"^<!-- rules: begin .*? -->\n\n(.*)\n<!-- rules: end -->$", _README, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert found[1] == rules_markdown(RULES.values()), "run 'make rules'"


def test_every_format_is_explained() -> None:
    table = _README.partition("| format | for |")[2].partition("```")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(REPORTERS)
