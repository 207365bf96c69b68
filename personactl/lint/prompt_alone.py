"""A prompt file that is checked by itself, as a persona of which only the prompt is known.

The rules about prompts and secrets apply. What takes the persona, such as its tools, is checked with the persona that
uses the file.
"""

from collections.abc import Iterator
from pathlib import Path

from personactl.document.document import Document
from personactl.document.passage import file_passage
from personactl.lint.finding import RuleFinding
from personactl.lint.persona_view import PersonaView
from personactl.lint.project_facts import FileFacts
from personactl.lint.rule_selection import Selection
from personactl.lint.rules.prompt import check_prompt
from personactl.lint.rules.security import check_security
from personactl.lint.suppress.comments import ignores_in_prompt
from personactl.lint.suppress.suppression import IgnoreUse
from personactl.persona.read.ignore_comments import ignore_comments


def prompt_findings(document: Document, root: Path, selection: Selection) -> Iterator[RuleFinding]:
    """Yield the findings in a prompt file that could be read."""
    persona = PersonaView(
        document=document,
        root=root,
        part=True,
        complete=False,
        profile=None,
        layers=(),
        config={},
        codes=selection.codes,
        limits=selection.limits,
        alone=file_passage(document.path, document.text, ignore_comments),
    )
    yield from check_prompt(persona)
    yield from check_security(persona)


def prompt_ignores(document: Document) -> Iterator[IgnoreUse]:
    """Yield the ignore comments. None counts as unused, because its rule may need the persona."""
    yield from (IgnoreUse(ignore, used=True) for ignore in ignores_in_prompt(document.path, document.lines))


def prompt_facts(document: Document) -> FileFacts:
    return FileFacts(document.path, part=False, kind="prompt")
