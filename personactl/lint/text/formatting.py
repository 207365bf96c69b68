"""Sentences of a prompt that ask the model to format its answers, although the answers are spoken.

Only clear instructions count: an imperative, or what a reply must be. A sentence that also forbids, quotes, or mentions
tools, messages or screens is not reported, because formats are appropriate there.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from personactl.lint.text.language import language_of, sentence_around, sentences
from personactl.lint.text.markup import code
from personactl.lint.text.text_range import TextRange, not_touching
from personactl.pattern import Pattern


class _Language(msgspec.Struct, frozen=True):
    """The patterns of one language.

    order: finds the instruction; group 1 is the format.
    unless: a sentence with this pattern is not an instruction.
    """

    order: Pattern
    unless: Pattern


def _language(orders: tuple[str, ...], unless: str) -> _Language:
    return _Language(Pattern("|".join(orders), re.IGNORECASE), Pattern(unless, re.IGNORECASE))


# Formats that can only mean characters in the reply.
_EN_SIGNS = (
    r"markdown(?! (?:pric|sale|rack|discount))(?: (?:formatting|tables?|headings?|lists?|syntax))?"
    r"|bullet(?:ed)?[ -](?:points?|lists?)|bullets"
    r"|numbered lists?|emojis?|emoticons|asterisks|bold(?:ed)? (?:text|type|headings?)|italics"
    r"|(?:triple )?backticks|code (?:blocks?|fences?)"
)
_EN_FORMATS = rf"{_EN_SIGNS}|html(?: tags?)?|xml(?: tags?)?|json(?: (?:format|objects?|blobs?))?|latex|hyperlinks"
_EN_REPLY = r"(?:repl(?:y|ies)|responses?|answers?|outputs?|messages?)"

# Where an instruction begins: with the sentence, after a bullet, or after "and".
_EN_START = (
    r"(?:^[\s>*#\d.)-]*|\b(?:and|then|also) +)"
    r"(?:(?:always|please|you (?:must|should)|be sure to|make sure to|feel free to|only) +)*"
)
_EN_FORMAT = rf"[*_]{{0,2}}({_EN_FORMATS})\b"

_ENGLISH: Final = _language(
    (
        rf"{_EN_START}(?:use|include|add|sprinkle in|insert)\b(?:[ ,]+[\w'’-]+){{0,3}}? +[*_]{{0,2}}({_EN_SIGNS})\b",
        r"\b(?:format|structure|present|write|give|provide|wrap|return|render|deliver|output)"
        rf"(?: +(?:all|each|every|your|the|any|of))* +{_EN_REPLY} +(?:in|as|with|using|inside)\b"
        rf"(?: +[\w'’-]+){{0,3}}? +{_EN_FORMAT}",
        # A table or a heading may also be an object: only "as a table" is a format.
        rf"\b(?:format|structure|present|write|give|provide|return|deliver)(?: +(?:all|each|every|your|the|any|of))*"
        rf" +{_EN_REPLY} +(?:in|as|with|using) +(?:an? +)?(?:\w+ +)?(tables?|headings?)(?! *\w)",
        rf"{_EN_START}(?:reply|respond|answer) +(?:only +)?(?:in|with|using) +(?:[\w'’-]+ +){{0,2}}?{_EN_FORMAT}",
        rf"\b{_EN_REPLY} +(?:must|should|shall) +(?:always +|only +)?(?:be|use|contain|include|come)\b"
        rf"(?: +[\w'’-]+){{0,4}}? +{_EN_FORMAT}",
        rf"\bcode (?:must|should) (?:be|go|stand) (?:in|inside|within|wrapped in) [*_]{{0,2}}({_EN_SIGNS})",
        rf"{_EN_START}(?:wrap|put|enclose) +(?:all +|any +|the +)?code +(?:in|inside|within) +[*_]{{0,2}}"
        rf"({_EN_SIGNS})",
    ),
    r"\b(?:no|not|never|nor|none|neither|without|avoid|cannot|instead|rather|stop|refuse|forbidden|free of|strip|remove"
    r"|convert|ignore|omit|except|unless|tools?|functions?|webhooks?|apis?|parameters?|arguments?|payloads?"
    r"|e-?mails?|tickets?|crm"
    r"|notes?|screens?|whiteboards?|slides?|documents?|files?|chat|text messages?|sms|posts?|captions?|resumes?"
    r"|cvs?|internal(?:ly)?"
    r"|asks?|asked|example|students?|pupils?|learners?|candidates?|teach|explain|customers?|users? (?:can|may"
    r"|to)|silently)\b"
    r"|n['’]t\b|[\"“”«»]",
)  # fmt: skip

_GERMAN: Final = _language(
    (
        r"\b(?:antworte|formatiere|verwende|benutze|nutze|schreibe?|gib|setze)\b[^.!?\n]{0,60}?"
        r"\b(Markdown|Stichpunkte?n?|Aufzählungs(?:zeichen|punkte|listen)|Emojis?|Fettdruck|Tabellenform|JSON)\b",
    ),
    r"\b(?:kein\w*|nicht|nie(?:mals)?|ohne|vermeide|statt|anstelle|weder|verzichte|Werkzeug\w*|Tool\w*|E-?Mails?"
    r"|Bildschirm|Notiz\w*)\b|[\"„“»«]",
)

_SPANISH: Final = _language(
    (
        r"\b(?:responde|formatea|usa|utiliza|escribe|incluye|añade)\b[^.!?\n]{0,60}?"
        r"\b(markdown|viñetas|listas numeradas|emojis?|negritas?|formato JSON|tablas markdown)\b",
    ),
    r"\b(?:no|nunca|jamás|sin|ni|evita|en lugar|en vez|herramientas?|correos?|pantalla|notas?)\b|[\"“«»]",
)

_FRENCH: Final = _language(
    (
        r"\b(?:réponds|répondez|formate|formatez|utilise|utilisez|écris|écrivez|ajoute|ajoutez)\b[^.!?\n]{0,60}?"
        r"\b(markdown|listes? à puces|puces|émojis?|emojis?|caractères gras|format JSON|tableaux markdown)\b",
    ),
    r"\b(?:ne|pas|jamais|sans|ni|évite[sz]?|aucune?|plutôt|au lieu|outils?|courriels?|e-?mails?|écran|notes?)\b"
    r"|\bn['’]|[\"“«»]",
)

_LANGUAGES: Final = {"en": _ENGLISH, "de": _GERMAN, "es": _SPANISH, "fr": _FRENCH}
# Every instruction contains one of these. A plain search for them is much faster than a pattern.
_HINTS: Final = (
    "markdown", "bullet", "numbered list", "emoji", "emoticon", "asterisk", "bold", "italic", "backtick", "code block",
    "code fence", "html", "xml", "json", "latex", "table", "heading", "hyperlink", "stichpunkt", "aufzähl", "fettdruck",
    "tabellenform", "viñeta", "listas numeradas", "negrita", "puces", "émoji", "caractères gras",
)  # fmt: skip


def format_demands(text: str) -> Iterator[TextRange]:
    """Yield the formats that the text asks for."""
    suspicious = list(_suspicious(text))
    language = _LANGUAGES.get(language_of(text) or "en") if suspicious else None
    if language is not None:
        yield from not_touching(_demands(text, suspicious, language), code(text))


def _suspicious(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences with a hint and where they begin. A sentence is never longer than its line."""
    folded = text.lower()
    hints = [hint for hint in _HINTS if hint in folded]
    start = 0
    for line, low in zip(text.split("\n"), folded.split("\n"), strict=True) if hints else ():
        if any(hint in low for hint in hints):
            for offset, sentence in sentences(line):
                if any(hint in sentence.lower() for hint in hints):
                    yield start + offset, sentence
        start += len(line) + 1


def _demands(text: str, suspicious: list[tuple[int, str]], language: _Language) -> Iterator[TextRange]:
    for offset, sentence in suspicious:
        match = language.order.search(sentence)
        if match is None or language.unless.search(sentence) is not None:
            continue
        group = match.lastindex or 0
        # The sentence may have begun on the line before.
        before, after = sentence_around(text, offset, offset + len(sentence))
        if language.unless.search(f"{before} {after}") is None:
            yield TextRange(offset + match.start(group), offset + match.end(group), match[group])
