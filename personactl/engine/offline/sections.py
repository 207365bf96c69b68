"""What a prompt's section is for, by its heading: the five blocks that prompts are advised to have, and their kin."""

import re
from enum import Enum

from personactl.engine.offline.words import folded


class Part(Enum):
    """`WORLD` is the part whose statements are facts, and what any other heading is taken for."""

    SELF = "personality"
    WORLD = "environment"
    MANNER = "tone"
    GOAL = "goal"
    GUARDRAILS = "guardrails"


_HEADINGS = {
    Part.SELF: "personality personnalite personlichkeit personalidad personalita personalidade persoonlijkheid identity"
    " identite identitat role rol rolle persona character charakter caractere background biography bio",
    Part.WORLD: "environment environnement umgebung entorno ambiente omgeving context facts knowledge setting",
    Part.MANNER: "tone ton tono tom toon style stil stile estilo stijl voice manner speaking speech output format"
    " language delivery pronunciation",
    Part.GOAL: "goal goals objectif objectifs ziel ziele objetivo objetivos obiettivo doel task tasks aufgabe tache"
    " mission purpose job flow steps process conversation instructions workflow",
    Part.GUARDRAILS: "guardrails guardrail garde leitplanken grenzen regeln limites limiti limiet regels rules rule"
    " restrictions safety boundaries limits policy constraints dont avoid never reglas regole regras regles",
}
_BY_WORD = {word: part for part, words in _HEADINGS.items() for word in words.split()}


def part_of(heading: str) -> Part:
    """By the first word of the heading that is known; `Part.WORLD` when none is, or without a heading."""
    for word in re.findall(r"\w+", folded(heading)):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return Part.WORLD


def topic_of(heading: str) -> str:
    """The heading where it says what the facts below it are about, else ""."""
    named = any(word in _BY_WORD for word in re.findall(r"\w+", folded(heading)))
    return "" if named else heading
