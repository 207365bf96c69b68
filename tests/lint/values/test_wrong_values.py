"""A wrong value in any field of any kind of file is a finding: no rule stops, and none hides the others' findings."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
import pytest

from personactl.document.parser import parse
from personactl.json_value import JsonValue
from personactl.lint.component_view import components_in
from personactl.lint.finding import Finding, Severity
from personactl.lint.persona_view import persona_views
from personactl.lint.project_file_findings import project_findings
from personactl.lint.rule_registry import FAMILIES, RULES
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.run import lint_document, project_rule_findings
from personactl.persona.schema.file_kind import kind_of
from tests.conftest import Run
from tests.lint.catalogue_sample import STOCK
from tests.lint.values.mutated_values import UNHASHABLE, Mutant, mutants

EVERY_RULE: Final = Selection(frozenset(RULES))
ODD: Final[tuple[JsonValue, ...]] = ([], {"a": []}, [{}], True, 1.5, "x", None)
PARTS: Final = range(8)
"""The thousands of mutants are shared among several tests, because one test has ten minutes on the busiest machine."""
HEAD: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_all_rules_together_report_on_every_wrong_value(part: int, tmp_path: Path) -> None:
    for mutant in islice(mutants(), part, None, len(PARTS)):
        if mutant.name == "personactl.yaml" or (mutant.place.startswith("profiles.p.") and mutant.value not in ODD):
            continue
        result = lint_document(parse(mutant.text, tmp_path / mutant.name), tmp_path, EVERY_RULE, STOCK)
        project_rule_findings([result], tmp_path, EVERY_RULE)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_every_rule_alone_reports_on_every_wrong_value(part: int, tmp_path: Path) -> None:
    for mutant in islice(mutants(ODD), part, None, len(PARTS)):
        document = parse(mutant.text, tmp_path / mutant.name)
        kind = kind_of(document.path, tmp_path)
        if kind == "persona":
            personas = list(persona_views(document, tmp_path, frozenset(), STOCK))
            for rule, check in [(rule, family.check) for family in FAMILIES for rule in family.rules if family.check]:
                for persona in personas:
                    list(check(msgspec.structs.replace(persona, codes=frozenset({rule.code}))))
            continue
        components = list(components_in(document, tmp_path, kind, frozenset(), STOCK))
        for family in FAMILIES:
            for rule in family.rules if family.check_component else ():
                for component in components:
                    assert family.check_component is not None
                    list(family.check_component(msgspec.structs.replace(component, codes=frozenset({rule.code}))))


def test_every_wrong_value_of_the_settings_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "personactl.yaml"
    for mutant in (one for one in mutants() if one.name == "personactl.yaml"):
        path.write_text(mutant.text)
        project_findings(parse(mutant.text, path))


@pytest.mark.parametrize("value", UNHASHABLE, ids=json.dumps)
@pytest.mark.parametrize("command", [("validate", "--select", "all"), ("diff",), ("push", "--yes"), ("status",)])
def test_a_wrong_value_hides_no_other_file(
    run: Run, tmp_path: Path, command: tuple[str, ...], value: JsonValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "a.yaml").write_text(f"{HEAD}llmId: {json.dumps(value)}\nsystemPrompt: You are Cara.\n")
    (tmp_path / "personas" / "b.yaml").write_text(f"{HEAD}skipGreeting: 3\nsystemPrompt: You are Cara.\n")

    result = run(*command)

    assert result.status in {1, 2}
    shown = result.stdout + result.stderr
    assert "llmId must be text" in shown
    assert "skipGreeting must be true or false" in shown


def test_one_value_has_one_finding(tmp_path: Path) -> None:
    """Whatever else is wrong with a value of the wrong form goes away with it. Secrets stay findings."""
    repeated: Counter[tuple[str, ...]] = Counter()
    selection = Selection(DEFAULT.codes | {rule.code for rule in RULES.values() if rule.online})
    for mutant in mutants(("[NAME]", "YOUR_ID", "x", " ", 1.5, -1, True, [], "0" * 8 + "-0000-0000-0000-" + "0" * 12)):
        if mutant.name != "personactl.yaml":
            repeated.update(_repeated(mutant, selection, tmp_path))

    assert repeated == Counter()


def _repeated(mutant: Mutant, selection: Selection, root: Path) -> list[tuple[str, ...]]:
    """Return the codes of errors and warnings at one and the same value."""
    found: dict[object, list[Finding]] = {}
    for one in lint_document(parse(mutant.text, root / mutant.name), root, selection, STOCK).findings:
        if one.severity is not Severity.info:
            found.setdefault(one.span, []).append(one)
    codes = [tuple(sorted({one.code for one in same})) for same in found.values()]
    return [several for several in codes if len([code for code in several if code not in _ABOUT_THE_FILE]) > 1]


_ABOUT_THE_FILE: Final = frozenset({"S101", "S102", "S103", "S108", "S111", "S113", "S114", "S115", "L651"})
"""These say what is missing or too much in a file or a mapping, and share the place of its first key."""
