"""Which statements of a prompt are facts, and which are instructions to the model, which must never be read out.

The section decides first: nothing under "Tone" is a fact. Then the opening of the sentence decides, by the grammar of
the prompt's language.
"""

import re
from enum import Enum

from personactl.engine.offline.grammar import Grammar
from personactl.engine.offline.vocabulary import folded, word_set


class Part(Enum):
    """The parts of a prompt. Statements in `WORLD` are facts. Any unknown heading counts as `WORLD`."""

    SELF = "personality"
    WORLD = "environment"
    EXAMPLES = "examples"
    MANNER = "tone"
    GOAL = "goal"
    GUARDRAILS = "guardrails"


_HEADINGS = {
    Part.SELF: "personality personnalite personlichkeit personalidad personalita personalidade persoonlijkheid identity"
    " identite identitat role rol rolle persona character charakter caractere background biography bio",
    Part.WORLD: "environment environnement umgebung entorno ambiente omgeving context facts knowledge setting",
    Part.EXAMPLES: "example examples sample samples beispiel beispiele exemple exemples ejemplo ejemplos esempio esempi"
    " exemplo exemplos voorbeeld voorbeelden dialogue dialog dialogues",
    Part.MANNER: "tone ton tono tom toon style stil stile estilo stijl voice manner speaking speech output format"
    " language delivery pronunciation",
    Part.GOAL: "goal goals objectif objectifs ziel ziele objetivo objetivos obiettivo doel task tasks aufgabe tache"
    " mission purpose job flow steps process conversation instructions workflow",
    Part.GUARDRAILS: "guardrails guardrail garde leitplanken grenzen regeln limites limiti limiet regels rules rule"
    " restrictions safety boundaries limits policy constraints dont avoid never reglas regole regras regles",
}
_BY_WORD = {word: part for part, words in _HEADINGS.items() for word in words.split()}


def part_of(heading: str) -> Part:
    """The part that the first known word of the heading stands for, else `Part.WORLD`."""
    for word in re.findall(r"\w+", folded(heading)):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return Part.WORLD


def topic_of(heading: str) -> str:
    """The heading if it is a topic of the facts below it, else ""."""
    named = any(word in _BY_WORD for word in re.findall(r"\w+", folded(heading)))
    return "" if named else heading


_FIRST_WORD = re.compile(r"[^\W_][\w'’-]*")
CONDITION = re.compile(
    r"^(?:if|when|whenever|wenn|falls|si|quand|se|quando|cuando|als|wanneer)\b[^,:]*[,:]\s*", re.IGNORECASE
)
_SOMEBODY = re.compile(
    r"\b(?:some(?:body|one)|any(?:body|one)|asked|they (?:seem|are|get)"
    r"|the (?:guest|client|patient|student|candidate|person|caller|visitor|user|customer))\b",
    re.IGNORECASE,
)
_OBLIGED = re.compile(
    r"^(?:you|your \w+ is to)\b\s*(?:must|should|shall|will|always|never|may only|need to|have to|are to"
    r"|are (?:not )?allowed|only|do not|don['’]t)\b",
    re.IGNORECASE,
)
_FINITE = word_set("is are was were costs cost opens open closes has have starts takes begins runs ends lasts")
_QUESTION_WORDS = word_set("that whether if what which who how when where it them this these those")
_DIALOGUE = word_set(
    "say tell ask offer apologise apologize transfer refuse decline explain redirect steer stop stay keep answer"
)
_META = re.compile(
    r"\b(?:system prompt|these instructions|this prompt|large language model|language model)\b", re.IGNORECASE
)
_EXAMPLE = re.compile(
    r"(?:for )?example(?:,? say)?\s*:|(?:guest|caller|user|visitor|customer|client|you|agent|assistant|persona)\s*:",
    re.IGNORECASE,
)
"""The opening of an example, which shows how to speak and states no fact."""


class Kind(Enum):
    IDENTITY = "you are somebody"
    SELF = "something about you"
    FACT = "a fact"
    FORBIDDEN = "never do this"
    ORDER = "do this"


def kind_of(sentence: str, part: Part, grammar: Grammar) -> Kind:
    if grammar.prohibitions.match(sentence):
        return Kind.FORBIDDEN
    if part in {Part.EXAMPLES, Part.MANNER, Part.GUARDRAILS} or _META.search(sentence) or _EXAMPLE.match(sentence):
        return Kind.ORDER
    if any(opening.match(sentence) for opening, _ in grammar.identity) and not _OBLIGED.match(sentence):
        return Kind.IDENTITY
    if grammar.addressed.match(sentence):
        return Kind.ORDER if _OBLIGED.match(sentence) else Kind.SELF
    if part is Part.GOAL or _orders(sentence, grammar):
        return Kind.ORDER
    return Kind.FACT


def _orders(sentence: str, grammar: Grammar) -> bool:
    if condition := CONDITION.match(sentence):
        verbs = grammar.imperatives if _SOMEBODY.search(condition.group()) else grammar.imperatives & _DIALOGUE
        if grammar.imperatives.isdisjoint(_DIALOGUE):
            verbs = grammar.imperatives
        return bool(verbs & {_first_word(sentence[condition.end() :])})
    if grammar.orders is not None and grammar.orders.search(sentence):
        return True
    words = [word.lower() for word in _FIRST_WORD.findall(sentence)[:3]]
    if not words or words[0] not in grammar.imperatives:
        return False
    stated = not _FINITE.isdisjoint(words[1:]) and words[1] not in _QUESTION_WORDS
    return not stated


def _first_word(text: str) -> str:
    match = _FIRST_WORD.search(text)
    return match.group().lower() if match else ""
