"""Fixes that keep their promise: what they claim to correct is corrected, and data of programs stays as it is."""

from pathlib import Path

import pytest

from personactl.document.parser import parse
from personactl.lint.fixes import Fixer
from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_document
from tests.conftest import Run

PERSONA = (
    "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\navatarModel: cara-4\n"
    "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\nllmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n"
    "systemPrompt: You are Cara, and you sell lamps to everybody who comes into the shop.\n"
)
HEAD = "name: book_table\ndescription: Books a table when the guest has confirmed it.\ntype: CLIENT\nconfig:\n"


@pytest.mark.parametrize(
    ("written", "number", "hint"),
    [
        ("0600", "600", "With a leading zero it is text: write 600."),
        ("'0600'", "600", "With a leading zero and quotes it is text: write 600."),
        ("'600'", "600", "Remove the quotes."),
        ('"600.5"', "600.5", "Remove the quotes."),
        ("1_000", "1000", "Write 1000."),
        ("1,000", "1000", "Write 1000."),
        ("00", "0", "With a leading zero it is text: write 0."),
        ("600s", None, "Write the number without a unit: 600."),
        ("600 seconds", None, "Write the number without a unit: 600."),
        ("ten", None, "Write a number of 1 or more."),
        ("10:00", None, "Write a number of 1 or more."),
    ],
)
def test_a_number_that_yaml_reads_as_text(tmp_path: Path, written: str, number: str | None, hint: str) -> None:
    path = tmp_path / "personas" / "cara.yaml"
    text = f"{PERSONA}maxSessionLengthSeconds: {written}\n"

    found = next(one for one in lint_document(parse(text, path), tmp_path, DEFAULT).findings if one.code == "S104")

    assert found.hint == hint
    assert (found.fix.edits[0].text if found.fix is not None else None) == number


def test_fix_changes_what_it_claims_to_fix(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cara.yaml"
    path.write_text(f"{PERSONA}maxSessionLengthSeconds: 0600\n")

    result = run("validate", str(path), "--fix")

    assert "fixed 1 finding" in result.stderr
    assert path.read_text().endswith("maxSessionLengthSeconds: 600\n")
    assert result.status == 0


def test_invisible_characters_in_data_stay_and_those_in_words_go(tmp_path: Path) -> None:
    path = tmp_path / "tools" / "book.yaml"
    path.parent.mkdir()
    data = (
        '  parameters: {type: object, required: ["a\u200bb"], properties: {"a\u200bb": {type: string,'
        ' description: "Which\u200b table", enum: ["u\u200bv"], const: "u\u200bv", default: {description: "k\u200bk"},'
        ' examples: [{description: "k\u200bk"}]}}}\n'
    )
    path.write_text(HEAD + data)

    fixed = Fixer((path,), tmp_path, DEFAULT, unsafe=True).fixed()

    assert fixed.changes[0].after == HEAD + data.replace("Which\u200b", "Which")
    assert {one.hint for one in fixed.report.findings if one.code == "P413"} == {
        "Delete it, here and wherever else this value is written."
    }


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("avatarId: YOUR_AVATAR_ID\n", "P411"),
        ("avatarId: <YOUR_AVATAR_ID>\n", "P411"),
        ("avatarId: 'your-avatar-id-here'\n", "P411"),
        ("avatarId: ${process.env.AVATAR_ID}\n", "P412"),
        ("avatarId: 00000000-0000-0000-0000-000000000000\n", "R206"),
        ("avatarId: cara\n", "S109"),
        ("avatarId: [a]\n", "S104"),
        ("avatarModel: '[MODEL NAME]'\n", "S106"),
    ],
)
def test_one_value_has_one_finding(tmp_path: Path, lines: str, code: str) -> None:
    key = lines.split(":")[0]
    rest = "".join(line for line in PERSONA.splitlines(keepends=True) if not line.startswith(key))

    found = lint_document(parse(rest + lines, tmp_path / "personas" / "cara.yaml"), tmp_path, DEFAULT).findings

    assert [one.code for one in found] == [code]


def test_two_ids_of_the_wrong_form_have_one_finding_each(tmp_path: Path) -> None:
    text = PERSONA.replace("30fa96d0-26c4-4e55-94a0-517025942e18", "same").replace(
        "6bfbe25a-979d-40f3-a92b-5394170af54b", "same"
    )

    found = lint_document(parse(text, tmp_path / "personas" / "cara.yaml"), tmp_path, DEFAULT).findings

    assert [one.code for one in found] == ["S109", "S109"]


def test_a_secret_in_a_value_of_the_wrong_form_stays_a_finding(tmp_path: Path) -> None:
    key = "_".join(("ghp", "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiT"))
    text = PERSONA.replace("30fa96d0-26c4-4e55-94a0-517025942e18", key)

    found = lint_document(parse(text, tmp_path / "personas" / "cara.yaml"), tmp_path, DEFAULT).findings

    assert {one.code for one in found} == {"S109", "X801"}
