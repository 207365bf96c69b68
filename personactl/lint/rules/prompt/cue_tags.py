"""P415, P416: cue tags, by which a face on cara-4 changes its expression."""

from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.lint.finding import Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.text_findings import WHO, hit, replacing
from personactl.lint.text.cues import CUES, cue_tags, misspelt_cues

_SOURCE: Final = "the platform's documentation of director notes"

MISSPELT: Final = Rule(
    code="P415",
    name="misspelt-cue",
    summary="a cue tag that is not spelled as the platform spells it",
    severity=Severity.info,
    why="The platform knows eleven cues; any other word in brackets changes no face, and may be read out.",
    bad=f'{WHO}initialMessage: "[happy] Hello there. [suprised] Back already?"\n',
    good=f'{WHO}initialMessage: "[happy] Hello there. [surprised] Back already?"\n',
    fixability=Fixability.safe,
    source=_SOURCE,
)

WITHOUT_MODEL: Final = Rule(
    code="P416",
    name="cue-without-model",
    summary="a cue tag for an avatar model that knows none",
    severity=Severity.info,
    why="Only cara-4 changes its expression by cues; on cara-3 they do nothing.",
    bad=f'{WHO}avatarModel: cara-3\ninitialMessage: "[happy] Hello there."\n',
    good=f'{WHO}avatarModel: cara-4\ninitialMessage: "[happy] Hello there."\n',
    source=_SOURCE,
)

RULES: Final = (MISSPELT, WITHOUT_MODEL)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    for passage in (subject.passage("initialMessage"), subject.prompt):
        if passage is not None and "[" in passage.text:
            yield from _in(passage, subject)


def _in(passage: Passage, subject: PersonaView) -> Iterator[RuleFinding]:
    for stretch in misspelt_cues(passage.text):
        fix = replacing(passage, stretch, f"Replace it with {stretch.instead}", safe=True)
        hint = f"Did you mean {stretch.instead}? The cues are {', '.join(CUES)}."
        yield hit(MISSPELT, passage, stretch, f"[{stretch.what}] is no cue", hint, fix)
    cue = next(cue_tags(passage.text), None)
    if cue is not None and subject.value("avatarModel") == "cara-3":
        message = f"cara-3 knows no cues, such as [{cue.what}]"
        yield hit(WITHOUT_MODEL, passage, cue, message, "Set avatarModel: cara-4, or leave the cues out.")
