"""Code that was pasted into a YAML file: the message names what gives it away, on its line, and what to do."""

from pathlib import Path

import pytest

from personactl.document.document import Problem
from personactl.document.parser import parse
from personactl.persona.schema.persona_checks import persona_problems

_CORE = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
_IMPORT = "personactl import FILE"

_TEXTS = {
    "a comment on a line of its own": (_CORE + "// the model\nllmId: CUSTOMER_CLIENT_V1\n", "4:1 // does not"),
    "a comment before everything": ("// a persona\n" + _CORE, "1:1 // does not"),
    "a comment after a comma": ('{\n  name: "Cara", // who\n  voiceId: "x",\n}\n', "2:17 // does not"),
    "a comment in an object": ('{\n  // who\n  name: "Cara",\n}\n', "2:3 // does not"),
    "a comment over lines": (_CORE + "/* a\n b: c */\nllmId: x\n", "4:1 /* does not"),
    "backticks in an object": (
        '{\n  name: "Cara",\n  systemPrompt: `One.\nTwo: three.`,\n}\n',
        "3:17 text in backticks",
    ),
    "backticks in YAML": (_CORE + "systemPrompt: `One.\n\nTwo: three.\n`\n", "4:15 text in backticks"),
    "backticks in a list": (_CORE + "tools:\n  - `a`\n", "5:5 text in backticks"),
    "a constant": ('const x = {\n  name: "Cara",\n};\n', "1:1 this is JavaScript"),
    "an export": ('export const p: PersonaConfig = {\n  name: "Cara",\n};\n', "1:1 this is JavaScript"),
    "a default export": ('export default {\n  name: "Cara",\n}\n', "1:1 this is JavaScript"),
    "a module": ("module.exports = {\n  name: 'x'\n}\n", "1:1 this is JavaScript"),
    "an import": ('import { x } from "y";\n\nconst a = x({\n  name: "Cara",\n});\n', "1:1 this is JavaScript"),
    "a variable of a text": ("let x = `\nabc\n`;\n", "1:9 text in backticks"),
    "a call": ("unsafe_createClientWithApiKey('KEY', {\n  name: 'x',\n});\n", "1:1 this is JavaScript"),
    "a Python call": ('persona_config = PersonaConfig(\n    name="Cara",\n)\n', "1:1 this is Python"),
    "a Python dictionary": ('PERSONA = {\n    "name": "Cara",\n}\n', "1:1 this is"),
    "a Python import": ("from anam import PersonaConfig\n\nx: y: z\n", "1:1 this is Python"),
    "three quotes": ('name: "Cara"\nsystemPrompt: """You are\nCara"""\n', "2:15 text in three quotes"),
    "a sum of texts": ("{\n  name: 'Cara',\n  systemPrompt: 'a' + 'b',\n}\n", "3:19 this is an expression"),
    "a choice": ("{\n  name: 'Cara',\n  llmId: y ? 'a' : 'b'\n}\n", "3:"),
    "a page": ('<script>\nconst a = {name: "x"};\n</script>\n', "1:1 this is HTML"),
    "a fence": ("```yaml\nname: Cara\n```\n", "1:1 this line is Markdown"),
    "commas": ("name: 'Cara',\nvoiceId: 'x',\n", "1:13 a ',' after a value"),
}


@pytest.mark.parametrize(("text", "expected"), _TEXTS.values(), ids=list(_TEXTS))
def test_code_is_named_where_it_begins(text: str, expected: str, tmp_path: Path) -> None:
    (problem,) = _problems(text, tmp_path)
    assert f"{problem.span.start.line}:{problem.span.start.column} {problem.message}".startswith(expected)
    assert _IMPORT in problem.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_CORE + "systemPrompt: |\n  const x = {\n  // a\n  `b`\nllmId: a: b\n", "8:9 a ':' is not allowed here"),
        (_CORE + 'description: "a\n  // b\n  const y = {"\nllmId: a: b\n', "7:9 a ':' is not allowed here"),
        (_CORE + "description: Either // or `x` (a + b)\nllmId: a: b\n", "5:9 a ':' is not allowed here"),
        (_CORE + "description: 'a\n  ` b'\nllmId: a: b\n", "6:9 a ':' is not allowed here"),
        ("{\n  name: 'Cara'\n  llmId: 'x'\n}\n", "3:3 a ',' or '}' is missing"),
    ],
)
def test_code_inside_texts_is_not_taken_for_the_mistake(text: str, expected: str, tmp_path: Path) -> None:
    (problem,) = _problems(text, tmp_path)
    assert f"{problem.span.start.line}:{problem.span.start.column} {problem.message}".startswith(expected)


def test_the_body_of_a_request_has_one_finding_at_its_wrapper(tmp_path: Path) -> None:
    for text in (
        "personaConfig:\n  name: Cara\n",
        '{"persona_config": {"name": "Cara"}}',
        '{\n personaConfig: {name: "C"}}',
    ):
        (problem,) = _problems(text, tmp_path)
        assert (problem.code, "top level" in problem.hint, _IMPORT in problem.hint) == ("S101", True, True)


@pytest.mark.parametrize("name", ["persona", "config", "assistant", "anam"])
def test_a_persona_one_level_too_deep_has_one_finding_at_its_key(name: str, tmp_path: Path) -> None:
    inner = _CORE.replace("\n", "\n  ").rstrip()
    for text in (f"{name}:\n  {inner}\n", f"data:\n  {name}: {{name: C, voiceId: x}}\n"):
        (problem,) = _problems(text, tmp_path)
        assert (problem.code, "top level" in problem.hint, _IMPORT in problem.hint) == ("S101", True, True)


def test_merge_keys_are_named_and_nothing_counts_as_missing(tmp_path: Path) -> None:
    (unknown, merge) = _problems("x: &x\n  name: Cara\n<<: *x\n", tmp_path)
    assert (merge.span.start.line, merge.code) == (3, "S103")
    assert "extends" in merge.hint
    assert "comment" in unknown.hint


def test_the_id_of_a_stored_persona_leads_to_pull(tmp_path: Path) -> None:
    identifier = "4314d606-bab4-5fc8-808b-878c43ae6a4c"
    for text in (f"personaId: {identifier}\n", _CORE + f"personaId: {identifier}\n", _CORE + f"id: {identifier}\n"):
        (problem,) = _problems(text, tmp_path)
        assert f"personactl pull {identifier}" in problem.hint
    (problem,) = _problems(_CORE + "personaId: mine\n", tmp_path)
    assert "personactl pull ID" in problem.hint


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("endOfSpeechSensitivity: 0.5", "Move it into voiceDetectionOptions."),
        ("enableSessionReplay: false", "Move it into sessionOptions.sessionReplay."),
        ("sessionOptions: {maxSessionLengthSeconds: 60}", "Move it to the top level of the file."),
        ("clientLabel: web", "--label"),
        ("apiKey: abc", "auth login"),
        ("color: red", "comment"),
        ("firstGreeting: Hi", "Did you mean initialMessage?"),
        ("avatarModle: cara-4", "Did you mean avatarModel?"),
    ],
)
def test_no_advice_about_an_unknown_key_loses_its_value(lines: str, hint: str, tmp_path: Path) -> None:
    (problem,) = _problems(f"{_CORE}{lines}\n", tmp_path)
    assert hint in problem.hint
    assert "remove" not in problem.hint.lower()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466,", "Remove the ',' at the end of the line."),
        ("llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466 // fast", "Write # for a comment"),
        ("avatarModel: cara-4,", "Remove the ','"),
        ("maxSessionLengthSeconds: 60, /* a minute */", "Write # for a comment"),
        ("skipGreeting: true;", "Remove the ';'"),
    ],
)
def test_what_code_leaves_behind_a_value_is_named(line: str, hint: str, tmp_path: Path) -> None:
    (problem,) = _problems(f"{_CORE}{line}\n", tmp_path)
    assert hint in problem.hint


def _problems(text: str, root: Path) -> list[Problem]:
    document = parse(text, root / "cara.yaml")
    return [*document.problems, *persona_problems(document, root)]
