"""Orders to put data for a program into an answer, such as `<machine>{"intent": ...}` after each reply.

An answer is spoken, so the voice reads the data out; a tool hands data to a program. What a tool gets or returns, what
the prompt forbids, and data that the prompt only shows are not reported.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from personactl.lint.text.language import sentence_around
from personactl.lint.text.mark_words import NOT
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern

_BLOCK: Final = (
    r"(?:machine(?:[- ]readable)?|json|xml|yaml|metadata|control|data|state|structured)[ -](?:block|tag|object"
    r"|payload|line"
    r"|marker|trailer|footer|blob|snippet|section|data|output)s?|json-?(?:block|objekt|zeile)|maschinen(?:block"
    r"|lesbar\w*)"
    r"|(?:bloc|balise|objet|ligne) (?:json|xml|machine)|bloque (?:json|xml|de datos)|objeto json|blocco (?:json"
    r"|xml|di dati)"
    r"|oggetto json|bloco (?:json|xml|de dados)|json-?blok|blok json|obiekt json|json-?objekt|json-?блок\w*"
    r"|блок\w* json"
    r"|json bloğu"
)
_SIGNS: Final = (
    r"<[A-Za-z][\w-]*>\s*(?:\{|\[\{|\.\.\.|…|\")|\{\s*[\"“'](?:[\w-]+)[\"”']\s*:|\[\[?[A-Z][A-Z_]{2,}\s*[:=]"
    r"|\[\[[A-Z_]{2,}\]\]|<[A-Za-z][\w-]*> tags?\b"
    r"|<(?i:machine|json|xml|data|meta|metadata|state|control|action|command|payload)>"
)
_WORDS: Final = (
    rf"\b(?i:{_BLOCK})\b|(?i:json|xml)\s?(?:ブロック|块|代码块|블록|オブジェクト|对象|객체)|機械可読|机器可读"
)
_WITH_SIGNS: Final = Pattern(_SIGNS)
_SHAPE: Final = Pattern(f"{_SIGNS}|{_WORDS}")
_REPLY: Final = (
    r"repl(?:y|ies)|answers?|responses?|turns?|messages?|antwort(?:en)?|réponses?|respuestas?|rispost[ae]|respostas?"
    r"|antwoord(?:en)?|odpowiedzi|svar|ответ\w*|yanıt\w*"
)
_VERB: Final = (
    r"wrap|(?:reply|respond|answer)(?= (?:only |always )*(?:with|in|using)\b)|output|emit|append|print|produce"
    r"|return(?! to)|write|include|add|attach|generate|render|give|send|provide|put"
    r"|(?:end|finish|start|begin|prefix|close|conclude)(?= (?:your|each|every|all|the)\b)"
    r"|gib|gebt|füge?|hänge?|schreibe?|erzeuge?|beende|liefere?|affiche[rz]?|ajoute[rz]?|produis(?:ez)?|gén[èé]re[rz]?"
    r"|renvoie|renvoyez|termine[rz]?|écri(?:s|vez)|muestr[ae]|añad[ea]|agreg(?:a|ue)|gener[ae]|devuelv[ea]"
    r"|emit[ae]|incluy[ea]"
    r"|escrib[ea]|termin[ae]|imprim[ea]|mostra|aggiungi|restituisci|emetti|includi|scrivi|stampa|mostre"
    r"|adicione|gere|retorne"
    r"|inclua|escreva|imprima|geef|voeg|genereer|toon|schrijf|sluit|eindig|wypisz|dodaj|wygeneruj|zwróć|zakończ"
    r"|dołącz|skriv"
    r"|lägg|generera|avsluta|выведи|выводи|добавь|добавляй|сгенерируй|верни|возвращай|заканчивай|пиши|напиши"
    r"|ekle|yaz|döndür"
)
_AT_THE_END: Final = (
    r"(?:at|by|in|near) the (?:very )?(?:end|start|beginning)(?: of [^,.;:\n]{1,40})?|finally|lastly|afterwards?"
    r"|(?:am|zum) (?:ende|schluss|anfang)(?: [^,.;:\n]{1,40})?|danach|à la fin(?: [^,.;:\n]{1,40})?|enfin|ensuite"
    r"|al (?:final|principio)(?: [^,.;:\n]{1,40})?|alla fine(?: [^,.;:\n]{1,40})?|infine|no (?:final|fim)"
    r"(?: [^,.;:\n]{1,40})?|(?:aan|op) het einde(?: [^,.;:\n]{1,40})?|na (?:końcu|koniec)(?: [^,.;:\n]{1,40})?"
    r"|i slutet(?: [^,.;:\n]{1,40})?|в конце(?: [^,.;:\n]{1,40})?|sonunda"
)
_ORDER: Final = Pattern(
    r"(?:^(?:(?!\n)[\s>*#\d.)-])*|[,;:—–] *+|\b(?:and|then|also|always|must|should|please|only|und|dann|immer|bitte|et"
    r"|puis|toujours|y|luego"
    r"|siempre|e|poi|sempre|depois|en|dan|altijd|i|potem|zawsze|och|alltid|и|затем|всегда|her zaman"
    rf"|{_AT_THE_END}|{_REPLY}) ++)"
    r"(?:you (?:(?:will|shall|must|should|need to|have to|are to)(?: always| also)? +)?)?"
    rf"(?:{_VERB})\b|\b(?:must|should|shall|ha(?:s|ve) to|needs? to) (?:always )?"
    r"(?:contain|include|end|start|begin|be|have)\b",
    re.IGNORECASE,
)
_LATER_VERB: Final = Pattern(
    r"出力|付け(?:て|る|加え)|追加|返して|含め|输出|附加|添加|返回|生成|加上|출력|추가|반환|생성|붙|포함|\b(?:ekle|yaz|döndür)\w*",
    re.IGNORECASE,
)
"""Verbs that follow what they are about."""
_FORBIDS: Final = Pattern(rf"\b(?:{NOT}|cannot|nor|refuse|instead of|rather than|forbidden)\b", re.IGNORECASE)
_FORBIDS_ANYWHERE: Final = Pattern(r"ないで|ません|しない|不要|不得|禁止|别|마세요|말고|않")
_FOR_A_TOOL: Final = Pattern(
    r"\b(?:tools?|functions?|webhooks?|apis?|parameters?|arguments?|requests?|e-?mails?|tickets?|screens?|crm|files?"
    r"|students?|learners?|example|explain|teach|werkzeug\w*|funktion\w*|bildschirm|datei|outils?|fonctions?"
    r"|écran|fichier"
    r"|herramientas?|funci[oó]n\w*|pantalla|archivo|strument[oi]|funzion[ei]|schermo|ferramentas?|funç\w+|tela|arquivo"
    r"|hulpmiddel\w*|functie\w*|scherm|narzędzi\w*|funkcj\w*|ekran\w*|verktyg\w*|skärm\w*|инструмент\w*"
    r"|функци\w*|экран\w*"
    r"|araç\w*|fonksiyon\w*)\b|ツール|関数|画面|工具|函数|屏幕|도구|함수|화면",
    re.IGNORECASE,
)
_HINTS: Final = ("json", "xml", "yaml", "machine", "maschin", "metadata", "data", "state ", "control", "structured")
"""Words that a text must contain for a shape in words; those of Chinese and Japanese are below."""
_OTHER_HINTS: Final = ("dati", "datos", "dados", "機械", "机器")
_LINE: Final = Pattern(r"[^\n]+")
_FENCE: Final = ("```", "~~~")
_LONGEST: Final = 120
"""Number of characters between the verb and the data."""
_MOST: Final = 20
"""Number of shapes that are looked at in one line."""


def machine_formats(text: str) -> Iterator[TextRange]:
    """Yield each shape of data that the text orders for answers, once a sentence."""
    signs = ("<" in text or "{" in text or "[" in text) and _WITH_SIGNS.search(text) is not None
    if not signs:
        folded = text.lower()
        if not any(hint in folded for hint in (*_HINTS, *_OTHER_HINTS)) or _SHAPE.search(text) is None:
            return
    done = 0
    for start, end in _passages(text):
        if start >= done:
            found = _in_passage(text, start, end)
            if found is not None:
                done = found.end
                yield found


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line, with the next one if the line announces it with a colon."""
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text) if match[0].strip()]
    for index, (start, end) in enumerate(lines):
        following = lines[index + 1 : index + 3] if text[start:end].rstrip().endswith((":", "：")) else []
        if following and not text[slice(*following[0])].lstrip().startswith(_FENCE):
            following = following[:1]
        yield start, following[-1][1] if following else end


def _in_passage(text: str, start: int, end: int) -> TextRange | None:
    passage = text[start:end]
    for shape in islice(_SHAPE.finditer(passage), _MOST):
        at, done = start + shape.start(), start + shape.end()
        own = passage[: shape.start()]
        own = own[max(own.rfind(". "), own.rfind("。")) + 1 :].lstrip()
        after = passage[shape.end() : shape.end() + _LONGEST].partition(". ")[0].partition("。")[0]
        before, behind = sentence_around(text, at, done)
        if _is_ordered(own, after, f"{before} {own} {after} {behind}") and not _FORBIDS.search(f"{before} {own}"):
            return TextRange(at, done, shape[0])
    return None


def _is_ordered(before: str, after: str, around: str) -> bool:
    """Return whether the words around the data order it, and for an answer."""
    if _FORBIDS_ANYWHERE.search(around) or _FOR_A_TOOL.search(around):
        return False
    verbs = [verb.end() for verb in _ORDER.finditer(before)]
    near = bool(verbs) and len(before) - verbs[-1] <= _LONGEST
    return near or _LATER_VERB.search(f"{before} {after}") is not None
