"""The parts of a request, which are checked before anything is sent: Authorization header, JSON body, query, file.

httpx's own error messages would show the key or the body.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.errors import AuthError, StorageError, UsageError
from personactl.files.regular_file import opened_regular
from personactl.json_value import JsonMapping
from personactl.secret import Secret

Params = Mapping[str, str | int | bool | None]


class FormFile(Struct, frozen=True):
    """One file of a multipart form: the field of the form, its name, its media type and its content."""

    name: str
    filename: str
    media_type: str
    content: Path | bytes

    def __repr__(self) -> str:
        return f"FormFile({self.name!r}, {self.filename!r}, {self.media_type!r}, ...)"


def headers_with(credential: Secret) -> dict[str, str]:
    """Return the Authorization header; none for an empty credential. Raises `AuthError` for an invalid one."""
    value = credential.reveal()
    if not value:
        return {}
    if not value.isascii() or not value.isprintable() or " " in value:
        raise AuthError(
            "the key or token contains characters that a key cannot have (blank, control or non-ASCII)",
            where="Authorization header, not sent",
            hint="copy it again, without quotes or line breaks",
        )
    return {"Authorization": f"Bearer {value}"}


def encoded(body: JsonMapping) -> bytes:
    try:
        return json.dumps(dict(body), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError as error:  # a lone surrogate, or a number that is not finite
        raise UsageError(
            "the text to send is not valid Unicode, or a number is not finite",
            where="request body, not sent",
            hint=f"correct the file or the argument; '{command_hint('validate', profile=None)}' shows the place",
        ) from error


def encodable(params: Params) -> dict[str, str]:
    """Return the params that are not None, as text that a URL can contain."""
    given = {name: value for name, value in params.items() if value is not None}
    return {name: _text(value).encode(errors="replace").decode() for name, value in given.items()}


@contextmanager
def opened(file: FormFile) -> Iterator[BinaryIO]:
    """Return its content as a file that can be read again. Raises `StorageError`, also for a read that fails later."""
    if isinstance(file.content, bytes):
        yield BytesIO(file.content)
        return
    try:
        with opened_regular(file.content) as opening:
            yield opening
    except OSError as error:
        raise StorageError(
            f"the file to upload cannot be read: {error.strerror or error}",
            where=str(file.content),
            hint="check that the file exists and that you may read it",
        ) from error


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
