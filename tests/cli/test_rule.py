"""`rule`: the documentation of the rules, one or all, for people and for programs."""

import json

import pytest

from personactl.lint.rule_registry import RULES
from tests.conftest import Run


def test_a_rule_is_shown_with_its_reason_and_its_examples(run: Run) -> None:
    result = run("rule", "S101")

    assert (result.status, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"S101 unknown-key: {RULES['S101'].summary}"
    assert RULES["S101"].why in lines
    assert lines[lines.index("bad:") + 1 : lines.index("good:") - 1] == [
        f"  {line}" for line in RULES["S101"].bad.splitlines()
    ]
    assert lines[lines.index("good:") + 1 :] == [f"  {line}" for line in RULES["S101"].good.splitlines()]


@pytest.mark.parametrize("name", ["s101", "unknown-key", "UNKNOWN-KEY"])
def test_a_rule_goes_by_its_code_and_by_its_name(name: str, run: Run) -> None:
    assert run("rule", name) == run("rule", "S101")


def test_markdown_is_a_page_for_one_rule_and_tables_for_several(run: Run) -> None:
    assert run("rule", "S101", "--format", "markdown").stdout.startswith("# S101 unknown-key: ")
    assert run("rule", "S1", "--format", "markdown").stdout.startswith("### Structure\n\n| code |")


def test_the_beginning_of_codes_lists_these(run: Run) -> None:
    result = run("rule", "y")
    header, *rows = result.stdout.splitlines()
    assert header.split() == ["CODE", "NAME", "SEVERITY", "FIX", "WHAT", "IT", "FINDS"]
    assert [row.split()[:2] for row in rows] == [[r.code, r.name] for r in RULES.values() if r.code.startswith("Y")]


def test_without_a_code_all_are_listed(run: Run) -> None:
    result = run("rule")
    assert result == run("rule", "--all")
    assert len(result.stdout.splitlines()) == len(RULES) + 1


def test_json_has_one_shape_for_one_rule_and_for_all(run: Run) -> None:
    (one,) = json.loads(run("rule", "S101", "--format", "json").stdout)["rules"]
    every = json.loads(run("rule", "--all", "--format", "json").stdout)["rules"]
    assert [rule["code"] for rule in every] == sorted(RULES)
    assert one in every
    assert {frozenset(rule) for rule in every} == {frozenset(one)}
    assert one["bad"] == RULES["S101"].bad


@pytest.mark.parametrize("name", ["S999", "", "no-such-rule"])
def test_an_unknown_rule_is_refused_in_three_lines(name: str, run: Run) -> None:
    result = run("rule", name)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0] == f"error[usage]: there is no rule {name!r}"


def test_a_near_miss_names_the_intended_rule(run: Run) -> None:
    assert run("rule", "unknwon-key").stderr.splitlines()[2] == "  next: did you mean unknown-key?"


def test_all_and_a_code_exclude_each_other(run: Run) -> None:
    result = run("rule", "S101", "--all")
    assert (result.status, result.stdout) == (2, "")
    assert "leave out one of them" in result.stderr
