"""The source of an import: its text, the personas in it, and the secrets that must not be written."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.project.import_persona import STDIN, ImportOptions
from personactl.document.line_index import Lines
from personactl.document.node import Place
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.literals.source_language import SourceLanguage
    from personactl.persona.foreign.persona_objects import Findings, PersonaObject

_LOOKED_FOR: Final = "an object that is passed as personaConfig, or that has keys such as avatarId and systemPrompt"
MAX_LETTERS: Final = 1024 * 1024
"""The longest source. A syntax tree takes a hundred times the memory of its source."""
_NAMES: Final = {
    "javascript": "JavaScript",
    "typescript": "TypeScript",
    "tsx": "TypeScript",
    "json": "JSON",
    "python": "Python",
}


class Source(Struct, frozen=True):
    """A source that was read.

    path: its path, or "-".
    lines: its text.
    personas: the personas in it, at least one.
    keys: where API keys are written out in calls.
    """

    path: Path
    lines: Lines
    personas: "tuple[PersonaObject, ...]"
    keys: tuple[Place, ...]


def read_source(options: ImportOptions) -> Source:
    """Read the source and find its personas. Raises `UsageError` if there is none, or if one cannot be read."""
    from personactl.literals.source import open_source
    from personactl.literals.source_language import language_of_ending, language_of_text
    from personactl.persona.foreign.persona_objects import find_personas

    path = Path(options.source)
    text = _text(options)
    language = options.language or language_of_ending(path.suffix) or language_of_text(text)
    if path.suffix in {".yaml", ".yml"} and options.language is None:
        in_yaml = _yaml_personas(text, path)
        if in_yaml:
            return Source(path, Lines(text), in_yaml, ())
    if len(text) > MAX_LETTERS:
        message = f"the source has {len(text):,} characters; at most {MAX_LETTERS:,} are read"
        raise UsageError(message, where=options.source, hint="import only the file, or the part, that has the persona")
    if "\0" in text:  # the parser takes it for the end
        place = Lines(text).place(text.index("\0"))
        raise UsageError("the source has a NUL character", where=_where(path, place), hint="give a text file")
    found = find_personas(open_source(text, language))
    if not found.personas:
        _refuse(found, path, language)
    broken = next((persona.broken for persona in found.personas if persona.broken is not None), None)
    if broken is not None:
        raise UsageError(
            f"the code of the persona is not valid {_NAMES.get(language, language)}",
            where=_where(path, broken),
            hint="correct the code there or just before it; --language says which language it is",
        )
    return Source(path, Lines(text), found.personas, found.keys)


def _text(options: ImportOptions) -> str:
    if options.source == STDIN and options.stdin is not None:
        data = options.stdin.removeprefix(b"\xef\xbb\xbf")
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            hint = "give the text as UTF-8"
            raise UsageError(f"byte {error.start + 1} is not UTF-8 text", where=STDIN, hint=hint) from error
    from personactl.document.file_reader import read_text
    from personactl.files.command_line_files import refuse_leaving_link

    refuse_leaving_link(Path(options.source))
    file = read_text(Path(options.source))
    if file.problem is not None:
        raise UsageError(file.problem.message, where=options.source, hint=file.problem.hint)
    return file.text


def _yaml_personas(text: str, path: Path) -> "tuple[PersonaObject, ...]":
    """Return the persona of a YAML file that is one level too deep or merged; none if the text is not valid YAML.

    Raises `UsageError` for a file that is a persona file already.
    """
    from personactl.document.node import MappingNode
    from personactl.document.parser import parse
    from personactl.literals.literal import Fields, Text
    from personactl.literals.yaml_source import yaml_value
    from personactl.persona.foreign.persona_objects import PersonaObject
    from personactl.persona.schema.unknown_keys import has_another_form, wrapped

    document = parse(text, path)
    if document.problems or not isinstance(document.root, MappingNode):
        return ()
    node, inner, entry = document.root, None, wrapped(document.root)
    whole = yaml_value(node, document.lines)
    while entry is not None and isinstance(entry.value, MappingNode):
        whole, node, entry = inner or whole, entry.value, wrapped(entry.value)
        inner = yaml_value(node, document.lines)
    assert isinstance(whole, Fields)
    assert inner is None or isinstance(inner, Fields)
    if inner is None and not has_another_form(document.root):
        hint = f"put it into personas/ and check it: {command_hint('validate', str(path), profile=None)}"
        raise UsageError("this is YAML, which needs no import", where=str(path), hint=hint)
    stored = whole.get("personaId")
    if inner is None and stored is not None and len(whole.members) == 1:
        identifier = stored.known if isinstance(stored, Text) else None
        raise _stored(identifier, path, whole.place)
    around = whole if inner is not None else None
    return (PersonaObject(label="", value=inner or whole, passed=True, around=around, changes=(), broken=None),)


def _refuse(found: "Findings", path: Path, language: "SourceLanguage") -> NoReturn:
    if found.unread:
        raise UsageError(
            "every value of the persona comes from code that is not run",
            where=_where(path, found.unread[0].value.place),
            hint="import the file that defines the values, or write the persona by hand: personactl schema",
        )
    if found.stored:
        identifier, place = found.stored[0]
        raise _stored(identifier, path, place)
    if found.error is not None:
        hint = f"correct the code there, or say which language it is with --language; looked for {_LOOKED_FOR}"
        message = f"there is no persona in this source, and it is not valid {_NAMES.get(language, language)}"
        raise UsageError(message, where=_where(path, found.error), hint=hint)
    hint = f"name a file with {_LOOKED_FOR}"
    raise UsageError(f"there is no persona in this {_NAMES.get(language, language)} source", where=str(path), hint=hint)


def _stored(identifier: str | None, path: Path, place: Place) -> UsageError:
    hint = f"write its file: {command_hint('pull', identifier or 'ID', profile=None)}"
    message = "the source names a persona that is stored on the platform"
    return UsageError(message, where=_where(path, place), hint=hint)


def _where(path: Path, place: Place) -> str:
    return f"{path}:{place.line}:{place.column}"
