"""Signs that a text addresses a model and not a person: a greeting with them is a prompt in the wrong place.

Source: a greeting with an instruction block that was read out to customers.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern
from personactl.lint.text.text_range import TextRange, without_overlaps

_ROLE: Final = (
    r"(?:assistant|agent|bot|chatbot|avatar|persona|receptionist|tutor|coach|representative|concierge|interviewer)"
)
_PERSON: Final = r"(?:user|caller|customer|visitor|guest|client|patient|candidate|student|person)"

_BEGIN: Final = r"(?:^|(?<=[.!?] ))"

_SURE: Final = Pattern(
    r"(?P<head>^[ \t]*#{1,4} *(?i:personality|environment|tone|goals?|guardrails?|instructions?|role|context|style"
    r"|persona)\b[^\n]*)"
    r"|(?P<tag>\[(?:STYLE|PERSONALITY|ROLE|TONE|GOALS?|INSTRUCTIONS?|GUARDRAILS?|CONTEXT|SYSTEM|ENVIRONMENT|RULES)\])"
    rf"|(?P<you>{_BEGIN}You are (?:[A-Z][\w-]+, )?(?:an?|the) (?:[\w'’-]+ ){{0,4}}?{_ROLE}\b)"
    rf"|(?P<greet>{_BEGIN}(?:Greet|Welcome|Introduce yourself to|Start by (?:greeting|asking)|Begin by"
    rf" (?:greeting|asking)) (?:the|each|every|your) {_PERSON}\b)"
    r"|(?P<prompt>\bsystem prompt\b|\bas an AI language model, you\b)"
    rf"|(?P<your>{_BEGIN}Your (?:goal|role|task|job|objective|purpose) is to"
    r" (?:help|assist|greet|answer|guide|collect|book|qualify|provide|schedule|make sure|ensure)\b)"
    rf"|(?P<respond>{_BEGIN}(?:Always |Never |Do not |Don['’]t )(?:respond|reply|answer|mention|reveal|ask|tell|offer"
    rf"|use|break character)\b[^.!?\n]{{0,80}}\b(?:the {_PERSON}|character|these instructions)\b)"
    rf"|(?P<de>{_BEGIN}(?:Du bist (?:ein|eine|der|die) (?:[\w-]+ ){{0,3}}?(?:Assistent\w*|Agent\w*|Rezeptionist\w*)"
    r"|Begrüße (?:den|die) (?:Nutzer|Kund|Anrufer|Besucher|Gast|Patient)\w*))"
    rf"|(?P<es>{_BEGIN}(?:Eres (?:un|una|el|la) (?:[\w-]+ ){{0,3}}?(?:asistente|agente|recepcionista)"
    r"|Saluda al? (?:usuari|client|visitante|pacient)\w*))"
    rf"|(?P<fr>{_BEGIN}(?:Tu es (?:un|une|le|la|l['’]) ?(?:[\w-]+ ){{0,3}}?(?:assistante?|agente?|réceptionniste)"
    r"|Salue (?:le|la|les) (?:utilisat|client|visiteu|patient)\w*))",
    re.MULTILINE,
)


def orders(text: str) -> Iterator[TextRange]:
    """Yield the parts that address only a model, in the order of the text."""
    yield from without_overlaps(
        TextRange(match.start(), match.end(), match[0].strip()) for match in _SURE.finditer(text)
    )
