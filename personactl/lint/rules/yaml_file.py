"""Y0: the file is not readable as YAML. The document layer finds these problems; here they get an explanation."""

from personactl.document.document import READING_CODES
from personactl.lint.finding import Severity
from personactl.lint.rule import Rule


def _rule(code: str, name: str, *, why: str, bad: str = "", good: str = "", source: str = "YAML 1.2") -> Rule:
    """Return an error: a file that cannot be read with certainty is not checked further."""
    return Rule(
        code=code,
        name=name,
        summary=READING_CODES[code],
        severity=Severity.error,
        why=why,
        bad=bad,
        good=good,
        source=source,
    )


READING_RULES: tuple[Rule, ...] = (
    _rule(
        "Y001",
        "unreadable-file",
        why="A folder, a dangling link or a file without read permission cannot be checked.",
        source="personactl",
    ),
    _rule(
        "Y002",
        "file-too-large",
        why="A persona never needs two megabytes; such a file is probably something else.",
        source="personactl",
    ),
    _rule("Y003", "not-utf-8", why="Programs read encodings other than UTF-8 in different ways."),
    _rule(
        "Y004",
        "forbidden-character",
        why="YAML does not allow control characters; most of them are copied from a terminal or a PDF.",
        bad="name: Ca\x07ra\n",
        good="name: Cara\n",
    ),
    _rule(
        "Y005",
        "invalid-yaml",
        why="A file that does not parse is not checked any further and cannot be pushed.",
        bad="description: Front desk: the demo shop\n",
        good='description: "Front desk: the demo shop"\n',
    ),
    _rule(
        "Y006",
        "duplicate-key",
        why="Programs disagree on which of the two values to use, so one of them is silently lost.",
        bad="name: Cara\nname: Julia\n",
        good="name: Cara\n",
    ),
    _rule(
        "Y007",
        "key-not-text",
        why="The platform's API uses JSON, where every key is text.",
        bad="profiles:\n  2024: {name: Cara}\n",
        good='profiles:\n  "2024": {name: Cara}\n',
    ),
    _rule(
        "Y008",
        "unsupported-tag",
        why="Tags request types that JSON does not have, and some of them make other programs run code.",
        bad="name: !person Cara\n",
        good="name: Cara\n",
    ),
    _rule(
        "Y009",
        "several-documents",
        why="One file is one persona: everything after `---` would be lost.",
        bad="name: Cara\n---\nname: Julia\n",
        good="name: Cara\n",
    ),
    _rule(
        "Y010",
        "unknown-alias",
        why="An alias repeats a value that is anchored above it; without the anchor there is no value.",
        bad="description: *text\n",
        good="name: &text Cara\ndescription: *text\n",
    ),
    _rule(
        "Y011",
        "nested-too-deep",
        why="A persona never needs so many levels; such a file is broken or malicious.",
        bad="tools: " + "[" * 65 + "]" * 65 + "\n",
        good="tools: []\n",
        source="personactl",
    ),
    _rule(
        "Y012",
        "too-many-values",
        why="A few lines of aliases can expand to gigabytes.",
        bad="a: &a [" + "x, " * 400 + "]\nb: &b [" + "*a, " * 400 + "]\n",
        good="toolIds: []\n",
        source="personactl",
    ),
    _rule(
        "Y013",
        "number-not-json",
        why="Infinity, NaN and numbers beyond the range of a double cannot be sent to the platform.",
        bad="voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: .inf}\n",
        good="voiceDetectionOptions: {silenceBeforeSkipTurnSeconds: 0}\n",
        source="RFC 8259, section 6",
    ),
)
