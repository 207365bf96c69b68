"""Any text, however a language writes it, is read back letter for letter."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.literals.literal import Fields, Text
from personactl.literals.source import open_source
from personactl.literals.source_language import SourceLanguage

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text(
    st.sampled_from("\\`$\"'{}\n\r\t \u2028\ufeff\0ab0123unx"), max_size=30
)


def _template(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r")
    return f"`{escaped}`".replace("\0", "\\x00")


def _escapes(text: str) -> str:
    return '"' + "".join(f"\\u{{{ord(letter):x}}}" for letter in text) + '"'


def _single(text: str) -> str:
    for letter, escape in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\x00")):
        text = text.replace(letter, escape)
    return f"'{text}'"


def _triple(text: str) -> str:
    for letter, escape in (("\\", "\\\\"), ('"', '\\"'), ("\r", "\\r"), ("\0", "\\0" + "00")):
        text = text.replace(letter, escape)
    return f'"""{text}"""'


def _formatted(text: str) -> str:
    return "f" + repr(text.replace("{", "{{").replace("}", "}}"))


def _read(literal: str, language: SourceLanguage) -> str | None:
    text = f"const x = {{ a: {literal} }};" if language != "python" else f'x = {{"a": {literal}}}'
    (code,) = open_source(text, language)
    node, scope = next((node, scope) for node, scope in code.nodes if node.type in {"object", "dictionary"})
    value = code.reader.value(node, scope)
    assert isinstance(value, Fields)
    read = value.get("a")
    return read.known if isinstance(read, Text) else None


@pytest.mark.parametrize(
    ("language", "write"),
    [
        ("javascript", _template),
        ("typescript", _template),
        ("tsx", json.dumps),
        ("javascript", json.dumps),
        ("javascript", _single),
        ("javascript", _escapes),
        ("python", repr),
        ("python", ascii),
        ("python", _triple),
        ("python", _formatted),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
@settings(max_examples=60, deadline=None)
@given(text=_TEXTS)
def test_a_text_is_read_as_it_was_written(language: SourceLanguage, write: Callable[[str], str], text: str) -> None:
    assert _read(write(text), language) == text


@settings(max_examples=60, deadline=None)
@given(text=_TEXTS, more=_TEXTS)
def test_parts_of_a_text_are_joined(text: str, more: str) -> None:
    assert _read(f"{_template(text)} + {_single(more)}", "javascript") == text + more
    assert _read(f"[{_template(text)}, {json.dumps(more)}].join('\\n')", "javascript") == f"{text}\n{more}"
    assert _read(f"({text!r}\n  {_triple(more)})", "python") == text + more
    assert _read(f"'-'.join([{text!r}, {more!r}])", "python") == f"{text}-{more}"


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("{}[]()`'\"\\$,:;=+\n abc/*#<>?."), max_size=60))
@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx", "json", "python", "html", "markdown", "shell"])
def test_any_text_can_be_opened(language: SourceLanguage, text: str) -> None:
    for code in open_source(f"const personaConfig = {{ name: {text} }}", language):
        for node, scope in code.nodes:
            code.reader.restart()
            code.reader.value(node, scope)
