"""Check that a document is a persona that the platform accepts and understands as its author does.

The checks read the file and the files that it names. They do not read the platform's catalogue.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from personactl.document.document import Document, Problem
from personactl.document.node import MappingNode, Place, Span, kind
from personactl.document.parser import MAX_PROBLEMS
from personactl.files.repository import real_folder
from personactl.persona.read.layers import MOST_PROFILES, Bases, Layer, merged, overlays, read_bases
from personactl.persona.read.referenced_files import read_prompt
from personactl.persona.schema.field_checks import key_problems
from personactl.persona.schema.file_kind import is_part
from personactl.persona.schema.requirements import Unmet, unmet_requirements
from personactl.persona.schema.unknown_keys import has_another_form


def persona_problems(document: Document, root: Path) -> Iterator[Problem]:
    """Yield the problems of a persona or of a part, in file order and at most `MAX_PROBLEMS`.

    The problems of the document itself are not repeated. Every span is in this document: a problem of a file that it
    extends has the span of its `extends`. Nothing outside `root`, the project's folder, is read.
    """
    match document.root:
        case MappingNode() as node:
            problems = islice(_problems(Layer(document, node), root), MAX_PROBLEMS)
            yield from sorted(problems, key=lambda problem: problem.span.start)
        case None if document.problems:
            return
        case None:
            yield _not_a_persona("the file is empty", Span(Place(1, 1), Place(1, 1)))
        case node:
            from personactl.document.code_signs import code_sign  # its patterns take long to compile

            sign = code_sign(document.text, len(document.text))
            if sign is not None:
                place = document.lines.place(sign.offset)
                yield Problem("S112", sign.message, sign.hint, Span(place, place))
            else:
                yield _not_a_persona(f"the file must contain keys and values, not {kind(node)}", node.span)


def _problems(own: Layer, root: Path) -> Iterator[Problem]:
    yield from key_problems(own.node)
    yield from _too_many_profiles(own)
    profiles = [layer for _, layer in overlays(own)]
    for layer in (own, *profiles):
        yield from _prompt_problems(layer, root)
    bases = read_bases(own, root)
    if bases.problem is not None:
        yield bases.problem
    yield from _inherited_prompt_problems(own, bases, profiles, root)
    # It is unknown what an unreadable base supplies, so that nothing counts as missing then.
    complete = bases.problem is None and not is_part(own.document.path) and not has_another_form(own.node)
    unmet = list(unmet_requirements(merged([*bases.layers, own]), complete=complete))
    yield from (_placed(one, [own]) for one in unmet)
    for profile in profiles:
        for one in unmet_requirements(merged([*bases.layers, own, profile]), complete=complete):
            if one not in unmet:
                yield _placed(one, [profile, own])


def _too_many_profiles(own: Layer) -> Iterator[Problem]:
    entry = own.node.get("profiles")
    number = len(entry.value.entries) if entry is not None and isinstance(entry.value, MappingNode) else 0
    if entry is not None and number > MOST_PROFILES:
        message = f"the file has {number} profiles, and at most {MOST_PROFILES} are checked"
        yield Problem("S105", message, "Split the file: two files may extend the same part.", entry.key.span)


def _prompt_problems(layer: Layer, root: Path) -> Iterator[Problem]:
    named = layer.text("systemPromptFile")
    if named is not None:
        prompt = read_prompt(str(named.value), real_folder(layer.document.path), root)
        if not isinstance(prompt, str):
            yield prompt.at(named.span)


def _inherited_prompt_problems(own: Layer, bases: Bases, profiles: list[Layer], root: Path) -> Iterator[Problem]:
    """Yield the problems of prompt files that a base names and some profile or the file uses, at `extends`."""
    extends = own.text("extends")
    stacks = [[*bases.layers, own], *([*bases.layers, own, profile] for profile in profiles)]
    for layer in bases.layers:
        named = layer.text("systemPromptFile")
        if named is None or extends is None:
            continue
        if any(_supplies_prompt(layer, stack) for stack in stacks):
            prompt = read_prompt(str(named.value), real_folder(layer.document.path), root)
            if not isinstance(prompt, str):
                yield prompt.at(extends.span)


def _supplies_prompt(layer: Layer, stack: list[Layer]) -> bool:
    """Return whether the prompt of `stack` comes from the file that `layer` names."""
    if "systemPromptFile" not in merged(stack):
        return False
    return next(upper for upper in reversed(stack) if upper.text("systemPromptFile")) is layer


def _placed(unmet: Unmet, layers: list[Layer]) -> Problem:
    """Return the problem at its key, or at the innermost key above it that is present."""
    for layer in layers:
        span = _innermost(layer.node, unmet.path.split("."))
        if span is not None:
            return unmet.trouble.at(span)
    node = layers[0].node
    extends = node.get("extends")
    first = extends or (node.entries[0] if node.entries else None)
    return unmet.trouble.at(first.key.span if first is not None else node.span)


def _innermost(node: MappingNode, steps: list[str]) -> Span | None:
    entry = node.get(steps[0])
    if entry is None:
        return None
    inner = _innermost(entry.value, steps[1:]) if steps[1:] and isinstance(entry.value, MappingNode) else None
    return inner or entry.key.span


def _not_a_persona(message: str, span: Span) -> Problem:
    return Problem("S112", message, "Write name, avatarId, voiceId, llmId and systemPrompt.", span)
