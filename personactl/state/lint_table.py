"""The `lint` section of `personactl.yaml`, as written: which rules exist is for the linter to know."""

from personactl.document.document import Document
from personactl.document.node import Entry
from personactl.state.project_fields import LINT
from personactl.state.project_settings import LintTable, Word
from personactl.state.settings_file import mapping, place, whole_number, word, words


def read_lint_table(document: Document, entry: Entry | None) -> LintTable:
    """Raises `UsageError` with the place of what is not as it must be."""
    if entry is None:
        return LintTable()
    entries = mapping(document, entry.value, "'lint'", tuple(LINT.fields))
    select, ignore = entries.get("select"), entries.get("ignore")
    return LintTable(
        None if select is None else words(document, select),
        () if ignore is None else words(document, ignore),
        {name: words(document, codes) for name, codes in _inner(document, entries.get("perFile")).items()},
        tuple(
            (Word(name, place(document, level.key.span)), word(document, level))
            for name, level in _inner(document, entries.get("severity")).items()
        ),
        whole_number(document, entries.get("promptTokens")),
        whole_number(document, entries.get("greetingWords")),
    )


def _inner(document: Document, entry: Entry | None) -> dict[str, Entry]:
    return {} if entry is None else mapping(document, entry.value, f"'{entry.name}'", None)
