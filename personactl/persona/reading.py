"""A persona file to a `Persona`, ready to be compared with the platform or sent to it."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from personactl.document.document import Document
from personactl.document.node import MappingNode, SequenceNode, Span
from personactl.document.reading import read_document
from personactl.errors import UsageError
from personactl.json_value import JsonMapping, JsonObject
from personactl.persona.checking import check, is_part
from personactl.persona.fields import BY_NAME, FIELDS
from personactl.persona.layers import Layer, bases, merged, overlays
from personactl.persona.model import Persona
from personactl.persona.neighbours import read_prompt
from personactl.persona.shapes import Home

_NOT_SENT: Final = ("tools", "knowledge")


def read_persona(path: Path, root: Path, profile: str | None = None) -> Persona:
    """The persona in the file at `path`, with what `profile` changes if the file has such a profile.

    Raises `UsageError` with the place of the first problem, for a part, and for tools and knowledge: they cannot be
    sent yet, and a persona without them would not be the one that the file describes.
    """
    if is_part(path):
        hint = "name a persona that extends it"
        raise UsageError("this file is a part of other personas, not a persona", where=str(path), hint=hint)
    document = read_document(path)
    problem = next(chain(document.problems, check(document, root)), None)
    if problem is not None:
        raise UsageError(problem.message, where=_place(path, problem.span), hint=f"run personactl validate {path}")
    layers = _layers(document, root, profile)
    _refuse_what_cannot_be_sent(layers)
    config = merged(layers)
    prompt = _prompt(config, layers, root)
    return _persona(path, config if prompt is None else {**config, "systemPrompt": prompt})


def _layers(document: Document, root: Path, profile: str | None) -> list[Layer]:
    """A file that passed `check` is a mapping whose bases can be read."""
    assert isinstance(document.root, MappingNode)
    own = Layer(document, document.root)
    under = bases(own, root)
    if under.problem is not None:  # it passed `check` a moment ago: somebody is editing it
        where = _place(document.path, under.problem.span)
        raise UsageError(under.problem.message, where=where, hint=under.problem.hint)
    layers = [*under.layers, own]
    if profile is None:
        return layers
    return [*layers, *(overlay for layer in layers for _, overlay in overlays(layer, profile))]


def _prompt(config: JsonMapping, layers: Sequence[Layer], root: Path) -> str | None:
    """The text of the prompt file, looked for beside the uppermost layer that names one."""
    if "systemPromptFile" not in config:
        return None
    layer, named = next((layer, text) for layer in reversed(layers) if (text := layer.text("systemPromptFile")))
    prompt = read_prompt(str(named.value), layer.document.path.parent, root)
    if isinstance(prompt, str):
        return prompt
    raise UsageError(prompt.message, where=_place(layer.document.path, named.span), hint=prompt.hint)


def _refuse_what_cannot_be_sent(layers: Sequence[Layer]) -> None:
    for layer in layers:
        for name in _NOT_SENT:
            entry = layer.node.get(name)
            if entry is not None and not (isinstance(entry.value, SequenceNode) and not entry.value.items):
                where = _place(layer.document.path, entry.key.span)
                raise UsageError(f"{name} cannot be sent yet", where=where, hint=f"remove {name} for now")


def _persona(path: Path, config: JsonMapping) -> Persona:
    options = config.get("sessionOptions")
    return Persona(
        key=path.stem,
        path=path,
        name=str(config["name"]),
        stored=_living(config, {"stored", "both"}),
        config=_living(config, {"session", "both"}),
        session_options=options if isinstance(options, dict) else {},
        unresolved=_unresolved(config),
    )


def _living(config: JsonMapping, homes: set[Home]) -> JsonObject:
    return {name: config[name] for name, field in FIELDS.items() if name in config and field.home in homes}


def _unresolved(config: JsonMapping) -> Mapping[str, str]:
    return {target: str(config[name]) for name, target in BY_NAME.items() if name in config}


def _place(path: Path, span: Span) -> str:
    return f"{path}:{span.start.line}:{span.start.column}"
