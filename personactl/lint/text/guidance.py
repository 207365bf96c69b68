"""What a good prompt says, recognised by typical words in seven languages.

Texts in other languages are not judged. The words are a hint and not a proof.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.text.language import language_of
from personactl.pattern import Pattern

_TOPICS: Final = {
    "length": (
        r"brief|concise|short|succinct|sentences?|words|to the point|\bterse|one or two|at most|lengthy"
        r"|long-winded|rambl"
        r"|\bkurz|knapp|Sätze?|Wörter|prägnant|bref|brièvement|court|phrases?|mots|breve|concis|corto|frases?"
        r"|oraciones|palabras"
        r"|conciso|frasi|parole|curto|palavras|kort|bondig|zinnen|woorden"
    ),
    "spoken": (
        r"spoken|\bspeak|aloud|out loud|\bvoice|\bvideo|\bhear|audio|markdown|emoji|conversation|talk|phone|call"
        r"|gesprochen|sprich|sprechen|laut|hör|stimme|telefon|Anruf|voix|parl|oral|entend|appel|hablad|habl|voz"
        r"|oye|llamada"
        r"|parla|voce|ascolt|chiamata|fal[ae]|ouv|chamada|gesproken|praat|hardop|stem|hoor"
    ),
    "guardrails": (
        r"\bnever\b|\bdo not\b|\bdon['’]t\b|\bmust not\b|\bavoid\b|guardrail|boundar|refuse|decline|off[- "
        r"]limits|only (?:answer|discuss|talk)"
        r"|niemals|\bnie\b|\bnicht\b|\bkeine?\b|vermeide|jamais|\bne\b|\bpas\b|évite|refuse|nunca|jamás|\bno\b"
        r"|evita|\bmai\b|\bnon\b"
        r"|\bnão\b|evite|\bnooit\b|\bniet\b|\bgeen\b|vermijd"
    ),
    "goal": (
        r"\bgoals?\b|\bhelp|objective|purpose|your (?:job|task|role|aim|mission)|\bassist|\bguide|\bziel|\bhilf"
        r"|aufgabe|objectif|\baide|but est|mission"
        r"|objetivo|ayud|tarea|obiettivo|aiut|compito|ajud|tarefa|\bdoel|\bhelp|taak"
    ),
    "identity": (
        r"\byou are\b|\byou['’]re\b|\byour name\b|\bact as\b|\bI am\b|\bdu bist\b|\bsie sind\b|\btu es\b|\bvous "
        r"êtes\b|\bt['’]appelles"
        r"|\beres\b|\busted es\b|\bte llamas\b|\bsei\b|\bti chiami\b|\bvocê é\b|\bseu nome\b|\bés\b|\bje bent\b"
        r"|\bjij bent\b|\bu bent\b|\bpersonality\b|\brole\b"
    ),
    "unknown": (
        r"(?:do not|don['’]t|doesn['’]t|not) (?:know|find|have|cover|contain|guess|invent|make)|not sure|unsure"
        r"|never (?:guess|invent|make)|no answer|cannot find"
        r"|weißt? (?:du )?(?:es )?nicht|nicht weißt|erfinde|ne sa(?:is|vez|it) pas|n['’]invente|no (?:lo )?sab"
        r"|no sé|no invent|non (?:lo )?s[ao]|non inventa"
        r"|não s[ae]|não invent|weet (?:je )?(?:het )?niet|niet weet|verzin"
    ),
    "confirm": (
        r"confirm|clear yes|without a yes|read back|repeat back|say back|check with"
        r"|ask (?:for permission|before|whether)|\bbestätig"
        r"|vergewisser|nachfrag|rückfrag|vérifi|confirme"
        r"|conferm|verific|bevestig"
    ),
    "secrecy": (
        r"(?:reveal|share|discuss|disclose|repeat|quote|show|mention|talk about|tell)\b[^.\n]{0,60}"
        r"\b(?:instructions?"
        r"|prompt|rules|guidelines|configuration|notes|this text|written here)"
        r"|(?:instructions?|prompt|rules|notes|text) to yourself"
        r"|(?:verrat|preisgib|nenne|zeig)[^.\n]{0,60}(?:Anweisung|Prompt|Regeln)|(?:Anweisung|Prompt"
        r"|Regeln)[^.\n]{0,60}(?:preis|verrat|geheim)"
        r"|(?:révèle|divulgue|partage)[^.\n]{0,60}(?:consignes|instructions|prompt)|(?:revel|compart"
        r"|muestr)[^.\n]{0,60}(?:instruc|prompt|regras|reglas)"
        r"|(?:rivel|condivid)[^.\n]{0,60}(?:istruzioni|prompt)|(?:onthul|deel|verklap)[^.\n]{0,60}(?:instructies"
        r"|prompt)"
    ),
}  # fmt: skip
_TOPIC_WORDS: Final = MappingProxyType({topic: Pattern(words, re.IGNORECASE) for topic, words in _TOPICS.items()})


def lacks(text: str, topic: str) -> bool:
    """Return whether a text in a known language has no word of `topic`, a key of the table above."""
    return _TOPIC_WORDS[topic].search(text) is None and language_of(text) is not None


_BLOCKS: Final = {
    "Personality": "personality|identity|role|persona|who you are|about you|character|persönlichkeit|rolle"
                   "|identität|personnalité|identité|rôle|personalidad|identidad|rol|personalità|identità|ruolo"
                   "|personalidade|identidade|persoonlijkheid|rol",
    "Environment": "environment|context|setting|situation|background|knowledge|facts|umgebung|kontext"
                   "|hintergrund|environnement|contexte|entorno|contexto|ambiente|contesto|omgeving|context",
    "Tone": "tone|style|voice|speech|speaking|manner|language|ton|stil|sprache|sprechweise|style|tono|estilo"
            "|stile|tom|toon|stijl",
    "Goal": "goals?|objectives?|tasks?|mission|purpose|job|ziele?|aufgaben?|objectifs?|mission|but|objetivos?"
            "|metas?|tareas?|obiettiv[oi]|compit[oi]|doel(?:en)?|ta(?:ak|ken)",
    "Guardrails": "guardrails?|rules?|limits?|limitations|boundaries|constraints?|restrictions|safety|don['’]ts"
                  "|regeln|grenzen|leitplanken|garde-fous|limites|règles|contraintes|reglas|límites"
                  "|restricciones|regole|limiti|regras|regels|grenzen",
}  # fmt: skip
_HEADING: Final = Pattern(
    r"^[ \t]*(?:#{1,6}[ \t]*(?P<sharp>[^\n]{1,60})|\[(?P<tag>[^\]\n]{1,40})\]|\*\*(?P<bold>[^*\n]{1,50})\*\*"
    r"|<(?P<xml>\w{1,40})>|(?P<plain>[^\W\d][^\n.:]{1,40}):)[ \t]*",
    re.MULTILINE,
)
_BLOCK_WORDS: Final = {block: Pattern(rf"\b(?:{words})\b", re.IGNORECASE) for block, words in _BLOCKS.items()}


def missing_blocks(text: str) -> Iterator[str]:
    """Yield the blocks of the platform's guide that have no heading, in the order of the guide."""
    headings = "\n".join(match[match.lastgroup or 0] for match in _HEADING.finditer(text))
    return (block for block, words in _BLOCK_WORDS.items() if words.search(headings) is None)
