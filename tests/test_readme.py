"""What the README says of the rules and the formats is what the program says."""

import re
from pathlib import Path

import pytest

from personactl.lint.registry import RULES
from personactl.report.findings.findings_formats import REPORTERS
from personactl.report.findings.rule_markdown import rules_markdown
from tests.cli.small import write_persona
from tests.conftest import ROOT, Run

_BLOCKS = re.MULTILINE | re.DOTALL
_README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_rule_table_is_the_generated_one() -> None:
    found = re.search(r"^<!-- rules: begin .*? -->\n\n(.*)\n<!-- rules: end -->$", _README, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert found[1] == rules_markdown(RULES.values()), "run 'make rules'"


def test_every_format_is_explained() -> None:
    table = _README.partition("| format | for |")[2].partition("```")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(REPORTERS)


def test_the_files_that_a_persona_needs_have_no_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    files = dict(re.findall(r"^```yaml\n# ((?:personas|tools|knowledge|llms)/\S+?\.yaml)(.*?)^```$", _README, _BLOCKS))
    assert [*files] == [
        "personas/cara.yaml",
        "tools/open_calendar.yaml",
        "knowledge/store-faq.yaml",
        "llms/house-model.yaml",
    ]
    monkeypatch.chdir(tmp_path)
    write_persona(tmp_path, "cara", "Front desk of the shop")
    before = (tmp_path / "personas" / "cara.yaml").read_text().replace("llmId: ", "# ")
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#{text}" if path.parent.name != "personas" else f"{before}#{text}", encoding="utf-8")
    documents = tmp_path / "knowledge" / "store-faq"
    documents.mkdir()
    (documents / "opening-hours.md").write_text("The shop opens at nine.\n")
    result = run("validate", "--ignore", "S117")
    assert (result.status, result.stdout) == (0, "")
