"""What is about to be sent, searched for secrets: no file of a repository can switch this off.

`validate` reports secrets as X801, and settings and comments of the project can ignore that, because the finding may be
wrong. What leaves the machine is searched again, so that only the command line of that run decides. The error names the
line of the secret and never quotes it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.errors import UsageError
from personactl.files.regular_file import MAX_DATA_BYTES, read_regular

if TYPE_CHECKING:
    from personactl.json_value import JsonValue
    from personactl.persona.project_resource import Upload
    from personactl.sync.plan.plan import Item, Plan

ALLOW_SECRETS: Final = "--allow-secrets"

_TEXT_DOCUMENTS: Final = frozenset({".txt", ".md", ".csv", ".json", ".html", ".xml", ".yaml", ".yml"})
_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"\xfe\xed\xfe\xed": "a store of keys",
    b"\x03\xd9\xa2\x9a": "a password store",
}


class SentText(Struct, frozen=True):
    """A text that is about to be sent.

    what: what it is, such as a field of a persona.
    text: the text.
    places: the files that it may come from, absolute.
    """

    what: str
    text: str
    places: Sequence[Path]


def refuse_secrets(plan: "Plan", root: Path) -> None:
    """Raise `UsageError` for the first secret that the writes of `plan` would send.

    root: the project's folder, which the paths of the items start from.
    """
    for item in plan.writing:
        for sent in _sent(item, root):
            _refuse(sent, root)


def refuse_secrets_in(body: "JsonValue", what: str, file: Path, root: Path) -> None:
    """Raise `UsageError` for the first secret in the body of a request.

    what: what the body is about.
    file: the file that it comes from.
    """
    from personactl.sync.values.field_paths import texts_in

    for text in texts_in(body):
        _refuse(SentText(what, text, _places(file)), root)


def _sent(item: "Item", root: Path) -> Iterator[SentText]:
    from personactl.sync.plan.plan import Adopt, Create, Replace, Update
    from personactl.sync.values.field_paths import texts_in

    if not isinstance(item.action, Create | Update | Adopt | Replace):
        return
    places = _places(root / item.path) if item.path else ()
    for path, value in item.action.write.send.items():
        for text in texts_in(value):
            yield SentText(f"{path} of {item.address}", text, places)
    if item.upload is not None and isinstance(item.action, Create | Replace):
        yield from _document(item.upload, f"the {item.address}")


def _document(upload: "Upload", what: str) -> Iterator[SentText]:
    """The text of a document. PDF and DOCX files are compressed, and are not searched."""
    with suppress(OSError):
        data = read_regular(upload.path, MAX_DATA_BYTES).data
        kind = next((kind for start, kind in _BEGINNINGS.items() if data.startswith(start)), None)
        if kind is not None:
            raise _error(f"{what} is {kind}", str(upload.path))
        if upload.path.suffix.lower() in _TEXT_DOCUMENTS or b"PRIVATE KEY" in data:
            yield SentText(what, data.decode("utf-8", "replace"), (upload.path,))


def _refuse(sent: SentText, root: Path) -> None:
    from personactl.lint.text.secret_search import secrets

    for secret in secrets(sent.text):
        found = sent.text[secret.start : secret.end]
        raise _error(f"{sent.what} holds {secret.label}", _place(found, sent.places, root))


def _error(message: str, where: str) -> UsageError:
    return UsageError(
        f"{message}, nothing was sent",
        where=where,
        hint="take it out of the file and revoke it, because a model may say what it knows; if it is not a secret, "
        f"repeat the command with {ALLOW_SECRETS}",
    )


def _places(file: Path) -> tuple[Path, ...]:
    """The file, and the files that it names: a prompt, and files that it extends."""
    found = [file]
    for path in found:
        with suppress(OSError):
            for line in _text(path).splitlines() if path == file else ():
                key, _, name = line.strip().partition(":")
                if key.strip("\"'") in ("systemPromptFile", "extends"):
                    found.append(path.parent / name.partition(" #")[0].strip().strip("\"'"))
    return tuple(found)


def _text(path: Path) -> str:
    return read_regular(path).data.decode("utf-8", "replace")


def _place(secret: str, places: Sequence[Path], root: Path) -> str:
    """Return the file and the line of a secret, as far as a file holds it as it is sent."""
    for path in places:
        with suppress(OSError):
            text = _text(path)
            at = text.find(secret.splitlines()[0])
            if at >= 0:
                return f"{_shown(path, root)}:{text.count(chr(10), 0, at) + 1}"
    return _shown(places[0], root) if places else "the platform that it comes from"


def _shown(path: Path, root: Path) -> str:
    """Return the path from the project's folder, with slashes."""
    return Path(os.path.relpath(path, root)).as_posix()
