"""Texts that an editor shows are escaped where the protocol's messages are written: no file can control an editor.

Edits and the texts that completion inserts are no such texts. They stay as they are.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs
from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter

from personactl.report.text.printable import printable

_SHOWN: Final[Mapping[type[Any], tuple[str, ...]]] = MappingProxyType(
    {
        types.CodeAction: ("title",),
        types.CompletionItem: ("label", "detail"),
        types.Diagnostic: ("message",),
        types.LogMessageParams: ("message",),
        types.MarkupContent: ("value",),
        types.ShowMessageParams: ("message",),
    }
)
"""The fields that an editor shows, by the type of the value."""


def shown_converter() -> Converter:
    """Return the library's converter, which makes JSON of messages, with the escapes."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]  # the library
    for kind, names in _SHOWN.items():
        converter.register_unstructure_hook(kind, _escaping(converter.get_unstructure_hook(kind), names))
    return converter


def _escaping(write: Callable[[Any], Any], names: tuple[str, ...]) -> Callable[[Any], Any]:
    def written(value: Any) -> Any:
        texts = {name: text for name in names if isinstance(text := getattr(value, name), str)}
        return write(attrs.evolve(value, **{name: printable(text) for name, text in texts.items()}))

    return written
