"""Which language a text is in, which code a file has, and where an expression is in the file."""

import pytest

from personactl.document.node import Place
from personactl.literals.source import open_source
from personactl.literals.source_blocks import code_blocks
from personactl.literals.source_language import SourceLanguage, language_of_ending, language_of_text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("const a = {name: 'x'};", "typescript"),
        ("import { x } from 'y';\nx({a: 1});", "typescript"),
        ('{"name": "x"}', "json"),
        ("{\n  // a comment\n  name: 'x',\n}", "typescript"),
        ('{"name": "x", "skip": True}', "python"),
        ("from anam import PersonaConfig\n", "python"),
        ('client = AnamClient(\n    persona_config=PersonaConfig(name="x"),\n)\n', "python"),
        ("# a comment\nconfig = {'name': 'x'}\n", "python"),
        ("<!doctype html>\n<script>const a = 1;</script>", "html"),
        ("# Title\n\n```js\nconst a = 1;\n```\n", "markdown"),
        ('curl -d \'{"name": "x"}\' https://api.lanterns.io\n', "shell"),
        ("$ curl -X POST x\n", "shell"),
        ("", "typescript"),
    ],
)
def test_the_language_of_a_text(text: str, language: SourceLanguage) -> None:
    assert language_of_text(text) == language


def test_the_language_of_an_ending() -> None:
    found = {
        ending: language_of_ending(ending) for ending in (".MJS", ".cts", ".tsx", ".json5", ".pyi", ".vue", ".txt")
    }
    assert list(found.values()) == ["javascript", "typescript", "tsx", "json", "python", "html", None]


def test_the_code_of_a_page_and_of_a_document() -> None:
    page = "<script>\na\n</script>\n<script lang='ts'>b</script><script type=\"application/json\">{}</script>"
    assert [(block.language, block.text.strip()) for block in code_blocks(page, "html")] == [
        ("javascript", "a"),
        ("typescript", "b"),
        ("json", "{}"),
    ]
    document = 'text\n```ts\na\n```\n~~~python\nb\n~~~\n```mermaid\nc\n```\n```\n{"d": 1}\n```\n'
    assert [(block.language, block.text) for block in code_blocks(document, "markdown")] == [
        ("typescript", "a\n"),
        ("python", "b\n"),
        ("json", '{"d": 1}\n'),
    ]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("const ü = '😀', a = { name: 1 };", "javascript", Place(1, 20)),
        ("{ a: 1 }", "json", Place(1, 1)),
        ("a: { b: 1 },", "json", Place(1, 1)),
        ("\r\n\r\n  x = {'a': 1}", "python", Place(3, 7)),
        ("é\n```ts\nlet a = {};\n```\n", "markdown", Place(3, 9)),
        ("<p>é</p><script>x({a: 1})</script>", "html", Place(1, 19)),
    ],
)
def test_a_place_counts_in_the_whole_file_and_in_letters(text: str, language: SourceLanguage, place: Place) -> None:
    (code,) = open_source(text, language)
    node = next(node for node, _ in code.nodes if node.type in {"object", "dictionary"})
    assert code.syntax.place(node) == place


def test_a_text_that_the_parser_could_repair_for_ever_is_given_up() -> None:
    text = 'const personaConfig = { name: c]\n.(*.=(;"# `<>)#["=$:\n},?.:##: (<** }'
    languages: list[SourceLanguage] = ["tsx", "typescript", "javascript"]
    for language in languages:
        assert len(open_source(text, language)) == 1
    (code,) = open_source("const a = {name: 1}", "tsx")
    assert code.syntax.errors() == 0
