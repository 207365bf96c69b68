"""T609 finds malformed JSON Schemas as their meta-schema does, at the right place, and leaves valid ones alone."""

from pathlib import Path

import pytest

from personactl.document.parser import parse
from personactl.lint.rule_selection import Selection
from personactl.lint.run import lint_document

HEAD = (
    "name: book_table\ndescription: Books a table for the guest.\ntype: CLIENT\nconfig:\n  parameters:\n"
    "    type: object\n    properties:\n      day: "
)


# Each line is the schema of an argument.
MALFORMED = r"""
{minimum: '1'}
{maximum: high}
{exclusiveMinimum: true}
{exclusiveMaximum: false}
{multipleOf: 0}
{multipleOf: -2}
{minLength: -1}
{maxLength: '5'}
{minLength: 1.5}
{minItems: -1}
{maxItems: x}
{pattern: "("}
{pattern: '[a-z'}
{pattern: 'a{2,1}'}
{pattern: '*a'}
{pattern: 5}
{format: 1}
{type: str}
{type: [string, text]}
{type: []}
{type: [string, null]}
{type: null}
{type: ~}
{anyOf: [{type: string}, {type: null}]}
{type: [string, string]}
{type: {a: b}}
{type: 1}
{enum: red}
{enum: {a: b}}
{required: true}
{required: [1]}
{required: [a, a]}
{description: 5}
{description: [a]}
{title: {}}
{properties: [a]}
{properties: {a: 5}}
{properties: {a: [b]}}
{items: string}
{items: 5}
{items: [5]}
{uniqueItems: 'yes'}
{additionalProperties: 'no'}
{anyOf: {}}
{anyOf: []}
{oneOf: [5]}
{allOf: string}
{not: 5}
{$ref: 5}
{$defs: []}
{minProperties: -1}
{maxProperties: many}
{patternProperties: {'(': {}}}
{propertyNames: 5}
{dependentRequired: 5}
{dependentRequired: {a: b}}
{if: 5}
{then: x}
{contains: 5}
{examples: 5}
{deprecated: 'no'}
{readOnly: 1}
{prefixItems: {}}
{minContains: -1}
string
5
[a]
{items: []}
""".strip().splitlines()
VALID = r"""
{type: string}
{type: [string, 'null']}
true
{}
false
{minimum: 1, maximum: 5.5, multipleOf: 0.5}
{exclusiveMinimum: 0}
{minLength: 0, maxLength: 10}
{pattern: '^\d{3}$'}
{pattern: '^\p{L}+$'}
{pattern: '(?<year>\d+)'}
{pattern: '(?<!a)b'}
{pattern: '[\w\-]+'}
{pattern: '\u{1F600}'}
{pattern: '(?i)lamp'}
{format: date}
{format: x}
{items: [{type: string}, {type: number}]}
{items: {type: string}}
{items: true}
{items: [{type: string}], additionalItems: false}
{prefixItems: [{type: string}], items: false}
{enum: [a, 1, null, [b]]}
{const: null}
{const: {a: [1]}}
{default: [1]}
{examples: [{a: b}]}
{anyOf: [{type: string}, {type: number}]}
{not: {type: string}}
{$ref: '#/$defs/day'}
{x-order: 5}
{nullable: true}
{example: 5}
{strict: yes}
{propertyOrdering: [a]}
{type: object, properties: {type: {type: string}, items: {enum: [a]}, pattern: {type: string}}}
{type: object, required: [], dependentRequired: {a: [b]}}
{if: {const: 1}, then: {}, else: false}
{type: object, definitions: {a: {type: string}}}
{deprecated: true, readOnly: false, title: Day}
""".strip().splitlines()


def places(text: str, root: Path) -> list[str]:
    document = parse(text, root / "tools" / "book.yaml")
    found = lint_document(document, root, Selection(frozenset({"T609"}))).findings
    return [f"{one.span.start.line}:{one.span.start.column}" for one in found]


@pytest.mark.parametrize("argument", MALFORMED)
def test_a_malformed_schema(argument: str, tmp_path: Path) -> None:
    (place,) = places(f"{HEAD}{argument}\n", tmp_path)

    line, column = map(int, place.split(":"))
    assert line == 8
    assert column >= 12


@pytest.mark.parametrize("argument", VALID)
def test_a_valid_schema(argument: str, tmp_path: Path) -> None:
    assert places(f"{HEAD}{argument}\n", tmp_path) == []


def test_a_schema_of_the_draft_that_it_names(tmp_path: Path) -> None:
    named = HEAD.replace("    type: object\n", "    $schema: '{}'\n    type: object\n")

    for draft in ("http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"):
        assert places(f"{named.format(draft)}{{items: [{{type: string}}]}}\n", tmp_path) == []
        assert places(f"{named.format(draft)}{{exclusiveMinimum: true}}\n", tmp_path) == ["9:31"]


def test_messages_say_what_to_write(tmp_path: Path) -> None:
    text = f"{HEAD}{{minimum: '1', pattern: '(', minLength: -1, multipleOf: 0, required: [a, a], title: {{}}}}\n"
    document = parse(text, tmp_path / "tools" / "book.yaml")

    found = lint_document(document, tmp_path, Selection(frozenset({"T609"}))).findings

    assert [(one.message, one.hint) for one in found] == [
        ("minimum must be a number", "Write a number."),
        ("pattern is not a regular expression", "Correct it: '('."),
        ("minLength must be 0 or more", "Write 0 or more."),
        ("multipleOf must be more than 0", "Write more than 0."),
        ("required has the same item twice", "Remove one of the two."),
        ("title must be text", "Write text."),
    ]
