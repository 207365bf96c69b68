"""The five blocks of a prompt that the platform's guide advises: which of them a text has as headings or tags."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern

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
_KNOWN: Final = {block: Pattern(rf"\b(?:{words})\b", re.IGNORECASE) for block, words in _BLOCKS.items()}


def missing_blocks(text: str) -> Iterator[str]:
    """The blocks without a heading of their own, in the guide's order."""
    headings = "\n".join(match[match.lastgroup or 0] for match in _HEADING.finditer(text))
    return (block for block, words in _KNOWN.items() if words.search(headings) is None)
