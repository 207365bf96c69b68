"""What rules about a whole project need of one file: small, so that a project of any size fits in memory."""

from dataclasses import dataclass
from pathlib import Path

from personactl.document.document import Document
from personactl.document.node import Scalar, Span
from personactl.lint.subject import Subject
from personactl.persona.checking import is_part


@dataclass(frozen=True, slots=True)
class Facts:
    """`files` are the prompt files and bases that the file uses itself or through others; `name` is what it is called.

    `line` is the source line of the name. `whole` is false where something could not be read, so that `files` may lack
    some.
    """

    path: Path
    part: bool
    name: str | None = None
    name_span: Span | None = None
    line: str = ""
    files: frozenset[Path] = frozenset()
    whole: bool = True


def facts_of(document: Document, subjects: tuple[Subject, ...]) -> Facts:
    """`subjects` are those of the document; none where it could not be read."""
    part = is_part(document.path)
    files = {layer.document.path for subject in subjects for layer in subject.layers} - {document.path}
    files |= {subject.prompt.path for subject in subjects if subject.prompt is not None}
    files -= {document.path}
    whole = all(subject.complete or subject.part for subject in subjects) and bool(subjects)
    located = subjects[0].located("name") if subjects else None
    match located.entry.value if located is not None else None:
        case Scalar(value=str() as name, span=span) if located is not None and located.path == document.path:
            return Facts(
                document.path, part, name, span, document.source_line(span.start.line), frozenset(files), whole
            )
        case _:
            return Facts(document.path, part, files=frozenset(files), whole=whole)
