"""Signs that a text addresses a model and not a person: a greeting with them is a prompt in the wrong place.

Source: a greeting with an instruction block that was read out to customers.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.text_range import TextRange, without_overlaps
from personactl.pattern import Pattern

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
    rf"|(?P<greet>{_BEGIN}(?:Greet|Welcome|Ask|Tell|Thank|Say (?:hello|hi) to|Introduce yourself to"
    rf"|(?:Start|Begin) by (?:greeting|asking)) (?:the|each|every|your) {_PERSON}\b)"
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


_QUOTE: Final = r"[\"“”„«‘'「『]"
# A greeting that quotes what to say, with the order before it: "Always start with: 'Hello'".
_ALWAYS: Final = (
    r"(?:(?:always|please|first|you (?:must|should)(?: always)?|immer|bitte|zuerst|toujours|d['’]abord|siempre"
    r"|primero|sempre|per prima cosa"
    r"|prima|altijd|eerst|zawsze|najpierw|alltid|först|всегда|сначала|her zaman|önce),? )"
)
_BEGIN_VERB: Final = (
    r"(?:start|begin|open|lead|commence|kick off|greet|welcome|beginne?|beginnen sie|starte|eröffne|begrüße"
    r"|fange|commence[rz]?|débute[rz]?"
    r"|ouvre[rz]?|salue[rz]?|empieza|empiece|comienza|comience|inicia|inicie|abre|saluda|salude|inizi[ao]?"
    r"|cominci[ao]?|apri"
    r"|saluta|comece|começa|abra|cumprimente|begin|open|groet|begroet|zacznij|zaczynaj|rozpocznij|rozpoczynaj|przywitaj"
    r"|powitaj|börja|inled|hälsa|начни|начинай|начните|начинайте|поприветствуй|поздоровайся)"
)
_EVER: Final = r"(?:always|immer|stets|toujours|siempre|sempre|altijd|steeds|zawsze|alltid|всегда)"
_SAYING: Final = (
    r"(?:by saying|saying|indem du sagst|indem sie sagen|mit den worten|en disant|diciendo|dicendo|dizendo"
    r"|met de woorden"
    r"|od słów|słowami|mówiąc|med orden|словами|со слов)"
)
_WHEN: Final = (
    r"(?:when|once|as soon as|wenn|sobald|quand|lorsque|dès que|cuando|quando|appena|wanneer|zodra|gdy|kiedy|när|когда)"
)
_NOT_YOU: Final = r"(?! (?:you|sie|du|vous|tu|usted|lei|você|u|je|jij|pan|pani|ni|вы|ты)\b)"
_CONDITION: Final = (
    r"(?:or|and|oder|und|ou|et|lub|или|when|if|to|once|any ?time|whenever|wenn|falls|um|quand|si|pour|cuando|para"
    r"|quando|se|per|als|om|gdy|jeśli|aby|när|för|когда|если|чтобы)"
)
"""What follows a word that the listener may say, as in: Please say "next" when you are ready."""
_SAY_VERB: Final = (
    r"(?:say|reply|respond|answer|sage?|sagen sie|antworte|dis|dites|réponds|di|diga|responde|di['’]|dì"
    r"|rispondi|responda|zeg"
    r"|antwoord|powiedz|mów|odpowiedz|säg|svara|скажи|скажите|говори|ответь)"
)
_WITH: Final = (
    r"(?:with|by saying|by|saying|using|mit|indem du sagst|par|avec|en disant|con|diciendo|dicendo|com|dizendo"
    r"|met|z|od|słowami"
    r"|med|со слов|с|фразой|словами)"
)
_LABEL: Final = (
    r"(?:(?:the |your )?(?:first|opening|initial|welcome) (?:message|line|words|sentence)(?: (?:is|should be"
    r"|must be))?|greeting"
    r"|begrüßung(?:stext)?|erste nachricht|message d['’]accueil|premier message|saludo|mensaje inicial"
    r"|primer mensaje|saluto"
    r"|messaggio iniziale|saudação|mensagem inicial|begroeting|eerste bericht|powitanie|pierwsza wiadomość"
    r"|hälsning|приветствие"
    r"|первое сообщение|karşılama)"
)
_OPENINGS: Final = Pattern(
    rf"(?:^|(?<=[.!?] ))[ \t]*+(?:{_ALWAYS}{_BEGIN_VERB}\b[^.!?\n:]{{0,60}}?\b{_WITH}\b[^.!?\n:\w]{{0,3}}(?::|{_QUOTE})"
    rf"|{_ALWAYS}?{_BEGIN_VERB}\b[^.!?\n:]{{0,60}}?\b{_WITH}\b[^.!?\n:]{{0,40}}[:：] ?{_QUOTE}"
    rf"|{_ALWAYS}?{_BEGIN_VERB} [^.!?\n:]{{0,40}}?(?:call|conversation|chat|session|gespräch|anruf|unterhaltung"
    rf"|conversation|appel"
    r"|conversación|llamada|conversazione|chiamata|conversa|chamada|gesprek|rozmow\w*|samtal\w*|разговор\w*|user|caller"
    rf"|customer|visitor|guest)\b[^.!?\n:]{{0,20}}?\b{_WITH}\b[^.!?\n:\w]{{0,3}}(?::|{_QUOTE})"
    rf"|{_ALWAYS}?{_BEGIN_VERB}\b[^.!?\n:]{{0,40}}?\b{_SAYING} ?[:：,] ?"
    rf"|{_BEGIN_VERB} {_EVER}\b[^.!?\n:]{{0,30}}?\b{_WITH}"
    rf"\b[^.!?\n:\w]{{0,3}}(?::|{_QUOTE})|{_WHEN}\b{_NOT_YOU}[^.!?\n:]{{3,60}}?, {_SAY_VERB}[:：] ?{_QUOTE}"
    r"|(?-i:Introduce yourself as [A-Z])"
    rf"|{_ALWAYS}{_SAY_VERB} ?[:：]? ?{_QUOTE}[^\n\"”»「」『』]{{10,600}}[\"”“»’'」』](?!,? ?{_CONDITION}\b)"
    rf"|{_SAY_VERB} ?[:：] ?{_QUOTE}[^\n]{{12,600}}(?<=[\"“”»’'」』])[.!]?\s*\Z"
    rf"|{_LABEL} ?[:：] ?(?=\S))"
    r"|^(?:必ず|いつも|最初に|まず)[^。\n]{0,20}[「『]|[「『][^」』\n]{6,600}[」』]\s*(?:と(?:言って|挨拶して|あいさつして|話し始め|始め)|から(?:始め|話し))"
    r"|^(?:始终|总是|请|首先|先)[^。\n]{0,12}(?:以|用|说)[^。\n]{0,4}[“\"「:：]|[”\"」]\s*(?:开始|开头|开场|作为开场)"
    r"|[“\"'‘][^”\"'’\n]{8,600}[”\"'’]\s*(?:라고|이라고|로|으로) (?:말|시작|인사)",
    re.IGNORECASE | re.MULTILINE,
)


def orders(text: str) -> Iterator[TextRange]:
    """Yield the parts that address only a model, in the order of the text."""
    yield from without_overlaps(
        TextRange(match.start(), match.end(), match[0].strip())
        for pattern in (_SURE, _OPENINGS)
        for match in pattern.finditer(text)
    )
