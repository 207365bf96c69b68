"""Every known mistake has a rule or a reason, and every rule finds a known mistake."""

from typing import Final

import yaml

from personactl.lint.rule_registry import RULES
from personactl.lint.rules.yaml_file import READING_RULES
from tests.conftest import ROOT

_FAMILIES: Final = yaml.safe_load((ROOT / "tests" / "cases" / "mistakes.yaml").read_text(encoding="utf-8"))
_ANSWERS: Final = [answer for mistakes in _FAMILIES.values() for answer in mistakes.values()]
_READING: Final = {rule.code for rule in READING_RULES}


def test_every_mistake_names_existing_rules_or_a_reason() -> None:
    for answer in _ANSWERS:
        assert isinstance(answer, str) or (answer and set(answer) <= RULES.keys()), answer


def test_every_rule_is_there_for_a_mistake() -> None:
    said = {code for answer in _ANSWERS if isinstance(answer, list) for code in answer}

    assert RULES.keys() - said == _READING
