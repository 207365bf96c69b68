"""Is this document a persona that the platform would take as it is meant? Every reason why not, with its place.

Looks at the file itself and at the files it names; the platform's catalogue is not asked.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from personactl.document.document import Document, Problem
from personactl.document.node import MappingNode, Place, Span
from personactl.document.parser import MAX_PROBLEMS
from personactl.persona.read.layers import Bases, Layer, bases, merged, overlays
from personactl.persona.read.referenced_files import read_prompt
from personactl.persona.schema.key_checks import key_problems
from personactl.persona.schema.requirements import Demand, unmet


def check(document: Document, root: Path) -> Iterator[Problem]:
    """The problems of a persona or of a part (a file whose name begins with `_`), in file order.

    The document's own problems are not repeated, and a file with very many is not listed in full. Spans are places
    in this document: what is wrong in a file that it extends is reported at its `extends`. `root` is the project's
    folder, beyond which nothing is read.
    """
    match document.root:
        case MappingNode() as node:
            problems = islice(_problems(Layer(document, node), root), MAX_PROBLEMS)
            yield from sorted(problems, key=lambda problem: problem.span.start)
        case None if document.problems:
            return
        case None:
            yield _no_persona("the file is empty", Span(Place(1, 1), Place(1, 1)))
        case node:
            yield _no_persona("the file holds no keys and values", node.span)


def is_part(path: Path) -> bool:
    """A file that only others extend; it is never pushed."""
    return path.name.startswith("_")


def _problems(own: Layer, root: Path) -> Iterator[Problem]:
    yield from key_problems(own.node)
    profiles = [layer for _, layer in overlays(own)]
    for layer in (own, *profiles):
        yield from _prompt_problems(layer, root)
    under = bases(own, root)
    if under.problem is not None:
        yield under.problem
    yield from _inherited_prompt_problems(own, under, profiles, root)
    # What a base that cannot be read supplies is unknown, so nothing counts as missing then.
    complete = under.problem is None and not is_part(own.document.path)
    demands = list(unmet(merged([*under.layers, own]), complete=complete))
    yield from (_placed(demand, [own]) for demand in demands)
    for profile in profiles:
        for demand in unmet(merged([*under.layers, own, profile]), complete=complete):
            if demand not in demands:
                yield _placed(demand, [profile, own])


def _prompt_problems(layer: Layer, root: Path) -> Iterator[Problem]:
    named = layer.text("systemPromptFile")
    if named is not None:
        prompt = read_prompt(str(named.value), layer.document.path.parent, root)
        if not isinstance(prompt, str):
            yield prompt.at(named.span)


def _inherited_prompt_problems(own: Layer, under: Bases, profiles: list[Layer], root: Path) -> Iterator[Problem]:
    """Of a prompt file that only a base names, unless everything above it names another; at `extends`."""
    written = own.text("extends")
    stacks = [[*under.layers, own], *([*under.layers, own, profile] for profile in profiles)]
    for layer in under.layers:
        named = layer.text("systemPromptFile")
        if named is None or written is None:
            continue
        if any(_speaks_last(layer, stack) for stack in stacks):
            prompt = read_prompt(str(named.value), layer.document.path.parent, root)
            if not isinstance(prompt, str):
                yield prompt.at(written.span)


def _speaks_last(layer: Layer, stack: list[Layer]) -> bool:
    """Whether the prompt of `stack` comes from the file that `layer` names."""
    if "systemPromptFile" not in merged(stack):
        return False
    return next(upper for upper in reversed(stack) if upper.text("systemPromptFile")) is layer


def _placed(demand: Demand, layers: list[Layer]) -> Problem:
    """At the key that the demand is about, or at the nearest thing above it that is there."""
    for layer in layers:
        span = _deepest(layer.node, demand.path.split("."))
        if span is not None:
            return demand.trouble.at(span)
    node = layers[0].node
    extends = node.get("extends")
    first = extends or (node.entries[0] if node.entries else None)
    return demand.trouble.at(first.key.span if first is not None else node.span)


def _deepest(node: MappingNode, steps: list[str]) -> Span | None:
    entry = node.get(steps[0])
    if entry is None:
        return None
    inner = _deepest(entry.value, steps[1:]) if steps[1:] and isinstance(entry.value, MappingNode) else None
    return inner or entry.key.span


def _no_persona(message: str, span: Span) -> Problem:
    return Problem("S112", message, "Write name, avatarId, voiceId, llmId and systemPrompt.", span)
