"""Signs that a text speaks to a model and not to a person: a greeting that holds them is a prompt in the wrong place.

Source: a greeting with an instruction block pasted into it was read out to customers.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.stretch import Stretch, apart

_ROLE: Final = (
    r"(?:assistant|agent|bot|chatbot|avatar|persona|receptionist|tutor|coach|representative|concierge|interviewer)"
)
_PERSON: Final = r"(?:user|caller|customer|visitor|guest|client|patient|candidate|student|person)"

_SURE: Final = re.compile(
    r"(?P<head>^[ \t]*#{1,4} *(?i:personality|environment|tone|goals?|guardrails?|instructions?|role|context"
    r"|style|persona)\b[^\n]*)"
    r"|(?P<tag>\[(?:STYLE|PERSONALITY|ROLE|TONE|GOALS?|INSTRUCTIONS?|GUARDRAILS?|CONTEXT|SYSTEM|ENVIRONMENT|RULES)\])"
    rf"|(?P<you>(?:^|(?<=[.!?] ))You are (?:[A-Z][\w-]+, )?(?:an?|the) (?:[\w'’-]+,? ){{0,5}}?{_ROLE}\b)"
    rf"|(?P<greet>(?:^|(?<=[.!?] ))(?:Greet|Welcome|Introduce yourself to|Start by (?:greeting|asking)|Begin by "
    rf"(?:greeting|asking)) (?:the|each|every|your) {_PERSON}\b)"
    r"|(?P<prompt>\bsystem prompt\b|\bas an AI language model, you\b)"
    r"|(?P<your>(?:^|(?<=[.!?] ))Your (?:goal|role|task|job|objective|purpose) is to\b)"
    rf"|(?P<respond>(?:^|(?<=[.!?] ))(?:Always |Never |Do not |Don['’]t )(?:respond|reply|answer|mention|reveal"
    rf"|ask|tell|offer|use|break character)\b[^.!?\n]{{0,80}}\b(?:the {_PERSON}|character|these instructions"
    rf"|your (?:answers|replies|responses))\b)"
    r"|(?P<keep>(?:^|(?<=[.!?] ))(?:Keep|Limit) (?:your |all |every )?(?:answers|replies|responses)\b)"
    r"|(?P<de>(?:^|(?<=[.!?] ))(?:Du bist (?:ein|eine|der|die) (?:[\w-]+ ){0,3}?(?:Assistent\w*|Agent\w*"
    r"|Berater\w*|Rezeptionist\w*)|Begrüße (?:den|die) \w+|Deine Aufgabe ist|Antworte (?:immer|stets|kurz|nur)))"
    r"|(?P<es>(?:^|(?<=[.!?] ))(?:Eres (?:un|una|el|la) (?:[\w-]+ ){0,3}?(?:asistente|agente|recepcionista)"
    r"|Saluda al? \w+|Tu (?:objetivo|tarea|función) es|Responde (?:siempre|solo|brevemente)))"
    r"|(?P<fr>(?:^|(?<=[.!?] ))(?:Tu es (?:un|une|le|la|l['’])\s?(?:[\w-]+ ){0,3}?(?:assistante?|agente?"
    r"|réceptionniste)|Salue (?:le|la|les) \w+|Ton (?:objectif|rôle) est|Réponds (?:toujours|brièvement)))",
    re.MULTILINE,
)


def orders(text: str) -> Iterator[Stretch]:
    """What only a model would be told, in the order of the text."""
    yield from apart(Stretch(match.start(), match.end(), match[0].strip()) for match in _SURE.finditer(text))
