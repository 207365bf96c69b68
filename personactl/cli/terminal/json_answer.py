"""The JSON documents of one run: one document that is printed when the run has ended, or one for each line.

A run can fail after it has an answer, for example when some items of a push failed. The document then contains the
answer and the error, so it is kept until the run has ended. A run that fails before it has an answer prints a document
that contains the error only, if its command line asks for JSON. This holds for command lines that the parser refuses,
so the arguments are searched without it.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.errors import PersonactlError
    from personactl.json_value import JsonMapping, JsonObject
    from personactl.state.target import Target


class JsonAnswer:
    """What one run prints as JSON.

    requested: whether the command line asks for JSON.
    lines: whether each document is one line, because the command follows something.
    target: the target that the run uses; None if it uses none or several.
    source: the target that a promotion copies from.
    """

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.requested = asks_for_json(arguments)
        self.lines = "tail" in arguments and any(map(_follows, arguments))
        self.target: Target | None = None
        self.source: Target | None = None
        self._content: JsonMapping | None = None

    def hold(self, content: "JsonMapping") -> None:
        """Keep the answer of the run for `text`."""
        self._content = content

    def document(self, content: "JsonMapping", error: "PersonactlError | None" = None) -> "JsonObject":
        """Return a whole document of this run."""
        from personactl.report.answer_json import answer_json

        return answer_json(content, target=self.target, source=self.source, error=_error(error))

    def text(self, error: "PersonactlError | None" = None) -> str:
        """Return what is to be printed at the end of the run; empty if it has no JSON answer.

        error: why the run failed.
        """
        if self._content is not None:
            return encoded_json(self.document(self._content, error))
        if error is None or not self.requested:
            return ""
        if self.lines:
            from personactl.commands.context import utc_now
            from personactl.report.text.quantities import instant

            return encoded_json(self.document({"event": "error", "at": instant(utc_now())}, error), line=True)
        return encoded_json(self.document({}, error))


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Return whether the last `--format` of a command line, which may be wrong otherwise, is json."""
    words = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    asked = ""
    for word, after in zip(words, [*words, ""][1:], strict=True):
        if word == "--format":
            asked = after
        elif word.startswith("--format="):
            asked = word.removeprefix("--format=")
    return asked == "json"


def _follows(word: str) -> bool:
    """Return whether a word of a command line is `--follow`, or short options with `-f` among them."""
    return word == "--follow" or (word.startswith("-") and word[1:].isalpha() and "f" in word)


def encoded_json(value: object, *, line: bool = False) -> str:
    """Return a JSON document as text that the encoding of stdout can represent."""
    from personactl.report.text.json_text import json_text

    encoding = (sys.stdout.encoding or "").lower().replace("_", "-") if sys.stdout is not None else ""
    return json_text(value, line=line, ascii_only=encoding not in {"utf-8", "utf8"})


def begin(arguments: Sequence[str]) -> JsonAnswer:
    """Begin a run of this process and return its answer, which `current` returns from then on."""
    global _current
    _current = JsonAnswer(arguments)
    return _current


def current() -> JsonAnswer:
    """Return the answer of the run that began last."""
    return _current


def _error(error: "PersonactlError | None") -> "JsonObject | None":
    from personactl.report.error_json import error_json

    return None if error is None else error_json(error)


_current = JsonAnswer()
