"""Every rule finds what its failing cases state, at the stated place, and nothing in its passing cases."""

from pathlib import Path

import pytest

from personactl.lint.rule import Rule
from personactl.lint.rule_registry import RULES
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.run import lint_files
from personactl.persona.schema.schema_problems import CODES
from tests.lint.catalogue_sample import STOCK
from tests.lint.rule_cases import CASE_FILES, Case, rule_cases
from tests.lint.rule_examples import write_example

# These rules check the shape of every case; the other rules run on their own cases only.
_LAYERS_BELOW = (*CODES, "R205")
_CASES = [(code, case) for code in RULES for cases in [rule_cases(code)] for case in (*cases.failing, *cases.passing)]


_NEEDED = {"J912": ("X801",)}
"""The rules of whose findings a rule speaks."""


@pytest.mark.parametrize(("code", "case"), _CASES, ids=[f"{code}: {case.why}" for code, case in _CASES])
def test_a_rule_finds_what_its_cases_say_and_nothing_else(code: str, case: Case, tmp_path: Path) -> None:
    report = lint_files(
        case.write(tmp_path), tmp_path, Selection(frozenset({*_LAYERS_BELOW, code, *_NEEDED.get(code, ())})), STOCK
    )

    found = [f"{f.span.start.line}:{f.span.start.column} {f.code}" for f in report.findings]
    assert found == list(case.finds)
    assert {finding.path for finding in report.findings} <= {tmp_path / name for name in (case.name, *case.also)}
    assert not case.finds or any(place.endswith(code) for place in case.finds)


def test_every_code_that_the_layers_below_can_give_is_a_rule() -> None:
    assert CODES.keys() <= RULES.keys()


def test_every_rule_has_one_case_file_and_every_case_file_belongs_to_a_rule() -> None:
    assert sorted(path.stem for path in CASE_FILES) == sorted(RULES)


def test_codes_and_names_of_rules_are_unique() -> None:
    assert all(code == rule.code for code, rule in RULES.items())
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert all(rule.name == rule.name.lower().replace(" ", "-") for rule in RULES.values())


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rules_bad_example_breaks_it_and_its_good_one_does_not(rule: Rule, tmp_path: Path) -> None:
    if not rule.bad:
        assert rule.code in {"Y001", "Y002", "Y003", "P403", "T624"}, "the others can be shown as text"
        return
    selection = Selection(DEFAULT.codes | {rule.code})
    bad, good = (
        {finding.code for finding in lint_files(write_example(root, text), root, selection, STOCK).findings}
        for root, text in ((tmp_path / "bad", rule.bad), (tmp_path / "good", rule.good))
    )

    assert rule.code in bad
    assert rule.code not in good


def test_every_rule_has_an_explanation_and_a_source() -> None:
    for rule in RULES.values():
        assert rule.why.endswith(".")
        assert rule.why == " ".join(rule.why.split())
        assert rule.source


def test_a_summary_is_one_line_without_a_full_stop() -> None:
    for rule in RULES.values():
        assert rule.summary
        assert rule.summary == " ".join(rule.summary.split())
        assert not rule.summary.endswith(".")
