"""What a prompt gives a persona to say: who it is, what it is for, what it knows, and what it offers beyond that.

Facts are said as they stand. What the prompt says about "you" is said in the first person. What it orders to be told
("tell the caller to ...") is said as advice. No other instruction is ever spoken; those that forbid something are
kept, so that the persona declines what they forbid.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import groupby

from personactl.engine.offline.classification import CONDITION, Kind, Part, kind_of, part_of, topic_of
from personactl.engine.offline.first_person import addressed_to_user, capitalised, ended, introduced, spoken_of_self
from personactl.engine.offline.grammar import GRAMMARS, Grammar, spoken_language, written_language
from personactl.engine.offline.outline import Statement, outline
from personactl.engine.offline.search_index import Index
from personactl.engine.offline.vocabulary import folded

_TOLD = re.compile(
    r"(?:^|[,;]\s|\band\s)(?:tell|advise|remind|inform)\s+(?:the |any |every |each )?\w+"
    r"\s+(?P<how>that|to)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:if|when|whenever)\b[^,]*\bask(?:s|ed|ing)?\b[^,]*,\s*(?:say|explain|mention|answer)(?:\s+that|:)?\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_OF_THE_USER = re.compile(r"\b(?:you|your|they|some(?:body|one)|any(?:body|one)|asked)\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"^(?:your (?:goal|job|task|role|mission|purpose) is to|you help|help)\s+(?P<what>.+)$", re.IGNORECASE
)
_LATER = re.compile(r"(?:;|,? (?:and )?then\b|, and (?:when|if)\b).*$")
_QUESTION = re.compile(r"^(?:Q|Question|Frage|Pregunta)\s*:\s*", re.IGNORECASE)
_ANSWER = re.compile(r"^(?:A|Answer|Antwort|Respuesta|Réponse)\s*:\s*", re.IGNORECASE)
_QUOTES = "\"“”«»„'‘’ "
_LABELLED_WORDS = 8
_READ = 60_000
"""Characters of a prompt that are read, ten times as many as a long prompt has."""

_LIST_WORDS = 45


class Source(Enum):
    """Where a sentence comes from. That decides how well it must fit a question."""

    FACT = "a fact"
    SELF = "what the prompt says of the persona"
    ORDERED = "what the prompt orders to be told"


@dataclass(frozen=True, slots=True)
class Sayable:
    """`text` is what is said, `about` the text that is searched."""

    text: str
    about: str
    source: Source = Source.FACT


@dataclass(frozen=True, slots=True)
class Brief:
    """What a persona can say.

    - `language`: a key of `PHRASES`.
    - `name`: None if neither the prompt nor the persona has one.
    - `introduction`, `purpose`: whole sentences, "" if the prompt has none.
    - `offer`: a sentence for questions without an answer, "" if the prompt has none.
    - `sayables`, `known`: the sentences, and the index to find them by.
    - `prohibitions`, `forbidden`: what the prompt forbids, and the index to find it by.
    """

    language: str
    name: str | None
    introduction: str
    purpose: str
    offer: str
    sayables: tuple[Sayable, ...]
    known: Index
    prohibitions: tuple[str, ...]
    forbidden: Index


@lru_cache(maxsize=64)
def read_brief(prompt: str, persona_name: str | None, language_code: str | None) -> Brief:
    """Read a prompt. Without sentences in it, the brief has no sayables."""
    prompt = prompt[:_READ]
    statements = outline(prompt)
    grammar = GRAMMARS[written_language(prompt) or "en"]
    kinds = [(statement, kind_of(statement.text, part_of(statement.section), grammar)) for statement in statements]
    introduction = next(
        (ended(first) for one, kind in kinds if kind is Kind.IDENTITY and (first := introduced(one.text, grammar))), ""
    )
    prohibitions = tuple(one.text for one, kind in kinds if kind is Kind.FORBIDDEN)
    sayables = (*_sayables(kinds, grammar), *_lists(statements, kinds))
    return Brief(
        language=spoken_language(prompt, language_code),
        name=_name(introduction, grammar, persona_name),
        introduction=introduction,
        purpose=_purpose(kinds) if grammar is GRAMMARS["en"] else "",
        offer=offer_for_the_unknown(one.text for one in statements),
        sayables=sayables,
        known=Index([sayable.about for sayable in sayables]),
        prohibitions=prohibitions,
        forbidden=Index(prohibitions),
    )


def _sayables(kinds: Sequence[tuple[Statement, Kind]], grammar: Grammar) -> Iterator[Sayable]:
    english = grammar is GRAMMARS["en"]
    question = ""
    for statement, kind in kinds:
        text = statement.text
        if asked := _QUESTION.match(text):
            question = text[asked.end() :]
            continue
        about = f"{statement.label} {topic_of(statement.section)} {question} {text}"
        if question and (answer := _ANSWER.match(text)):
            yield Sayable(ended(text[answer.end() :]), about)
        elif english and (told := _told(text, kind)):
            yield Sayable(told, about, Source.ORDERED)
        elif kind is Kind.FACT:
            yield Sayable(_labelled(statement), about)
        elif kind is Kind.IDENTITY and (first := introduced(text, grammar)):
            yield Sayable(ended(first), about, Source.SELF)
        elif kind is Kind.SELF and english and not _PURPOSE.match(text):
            yield Sayable(ended(capitalised(spoken_of_self(text))), about, Source.SELF)
        question = ""


def _lists(statements: Sequence[Statement], kinds: Sequence[tuple[Statement, Kind]]) -> Iterator[Sayable]:
    """Each short list of facts as one sentence, which is found by the list's label."""
    facts = {statement for statement, kind in kinds if kind is Kind.FACT}
    for (_, label), group in groupby(statements, key=lambda one: (one.section, one.label)):
        items = [one.text.rstrip(" .;,") for one in group if one in facts]
        if label and len(items) > 1 and sum(len(item.split()) for item in items) <= _LIST_WORDS:
            yield Sayable(ended(f"{label}: {'; '.join(items)}"), label)


def _labelled(statement: Statement) -> str:
    """The statement, with its label in front if it is too short to be understood alone."""
    fragment = len(statement.text.split()) <= _LABELLED_WORDS and statement.label
    return ended(f"{statement.label}: {statement.text}" if fragment else capitalised(statement.text))


def _told(text: str, kind: Kind) -> str | None:
    """Return what the user is to be told, as said to the user, or None if the statement does not order that.

    A condition about the user is left out. Any other condition is said too, because the responder cannot check it.
    """
    if kind is Kind.FORBIDDEN:
        text = text.partition(";")[2].strip()
    if asked := _ASKED.match(text):
        return ended(capitalised(addressed_to_user(asked["what"]).strip(_QUOTES)))
    if match := _TOLD.search(text):
        what = addressed_to_user(match["what"])
        if match["how"].lower() == "to":
            what = f"please {what.replace(' and to ', ' and ').replace(' and then to ', ' and then ')}"
        condition = CONDITION.match(text)
        if condition and not _OF_THE_USER.search(addressed_to_user(condition.group())):
            what = f"{condition.group()}{what}"
        return ended(capitalised(what))
    return None


def _purpose(kinds: Sequence[tuple[Statement, Kind]]) -> str:
    for statement, _ in kinds:
        if match := _PURPOSE.match(statement.text):
            return ended(f"I can help {_aim(match)}")
    goals = (one.text for one, kind in kinds if kind is Kind.ORDER and part_of(one.section) is Part.GOAL)
    first = next((goal for goal in goals if not CONDITION.match(goal)), "")
    return ended(f"I can {first[:1].lower()}{addressed_to_user(_LATER.sub('', first[1:]))}") if first else ""


def _aim(match: re.Match[str]) -> str:
    what = addressed_to_user(_LATER.sub("", match["what"]))
    helping = match.group().lower().startswith(("you help", "help", "your goal is to help", "your job is to help"))
    return what.removeprefix("help ") if helping else f"to {what}"


def _name(introduction: str, grammar: Grammar, persona_name: str | None) -> str | None:
    """The name in the prompt, else the persona's name."""
    if persona_name and persona_name in introduction:
        return persona_name
    rest = introduction
    for _, first in grammar.identity:
        rest = rest.removeprefix(first)
    words: list[str] = []
    for word in rest.split():
        if not word[:1].isupper() or word in {"A", "An", "The"}:
            break
        words.append(word.rstrip(",.;:"))
        if word != words[-1]:
            break
    return " ".join(words) or persona_name


_IGNORANT = re.compile(
    r"(?:do not|don.t|does not|doesn.t|not) (?:know|have (?:the|an|that) (?:answer|information))|(?:not|un)\s?sure"
    r"|cannot answer|can.t answer|no answer|outside (?:of )?(?:your|the) knowledge"
    r"|nicht (?:weisst|wissen|sicher)|keine antwort|ne (?:sais|savez|connais) pas|n.es pas sur|n.etes pas sur"
    r"|no (?:sabes|sabe|estas seguro)|non (?:sai|sa|sei sicuro)|nao (?:sabe|souber|tem certeza)|niet (?:weet|zeker)"
)
_QUOTED = re.compile(r"[\"“«„「](?P<said>[^\"“”«»„「」]{8,200})[\"”»“」]")
_UNTIL = r"(?=[;.]|, (?:and|but|never|or)\b| and (?:never|do not|don't)\b|$)"
_WHOM = r"(?:them|(?:the |any |every |each )?\w+)"
_DENIED = re.compile(
    r"\b(?:never|not|don.t|avoid|without|instead of|rather than|nie|niemals|nicht|keine?"
    r"|jamais|ne|nunca|mai|nooit|geen)\b"
)
_PROMISE = re.compile(
    r"\b(?:i|we)(?:.ll| will| shall|.m going to| am going to)\b|\blet me\b"
    r"|\b(?:ich|wir) (?:werden?|frage|klare|melde)\b|\bje vais\b|\bvoy a\b"
    r"|\b(?:faro|chiedero)\b|\bvou\b|\bik (?:zal|ga)\b"
)
"""Finds a promise. The responder can only talk, so it never says one."""

_OFFERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\bsuggest(?:ing)? asking (?P<what>.+?){_UNTIL}"), "You could ask {what}"),
    (re.compile(rf"\boffer(?:ing)? to (?P<what>(?:take|note|repeat|talk|listen)\b.+?){_UNTIL}"), "I can {what}"),
    (
        re.compile(rf"\b(?:send|refer|direct|point|transfer|connect) {_WHOM} to (?P<what>.+?){_UNTIL}"),
        "Please turn to {what}",
    ),
    (re.compile(rf"\b(?:ask|invite|advise|tell) {_WHOM} to (?P<what>.+?){_UNTIL}"), "Please {what}"),
    (re.compile(r"\bpropose[rz]? de demander (?P<what>.+?)(?=[;.,]|$)"), "On peut demander {what}"),
    (re.compile(r"\bverweise? (?:auf|an) (?P<what>.+?)(?=[;.,]|$)"), "Weiter hilft {what}"),
)


def offer_for_the_unknown(texts: Iterable[str]) -> str:
    """What the prompt orders for questions without an answer, as a sentence to the user, else "".

    "If you don't know, offer to take the caller's number" becomes "I can take your number". A wording in quotation
    marks is said as it is. Neither is said if the prompt forbids it, or if it promises an action.
    """
    for text in texts:
        if not _IGNORANT.search(folded(text)):
            continue
        if (quoted := _QUOTED.search(text)) and _is_ordered(text, quoted):
            return "" if _PROMISE.search(folded(quoted["said"])) else ended(capitalised(quoted["said"]))
        for pattern, sentence in _OFFERS:
            if (match := pattern.search(text)) and _is_ordered(text, match):
                return ended(sentence.format(what=addressed_to_user(match["what"])))
    return ""


def _is_ordered(text: str, match: re.Match[str]) -> bool:
    """Whether the clause before `match` does not forbid it. "If you do not know" forbids nothing."""
    clause = re.split(r"[,.;:]", text[: match.start()].rstrip(" ,:"))[-1]
    return not _DENIED.search(_IGNORANT.sub("", folded(clause)))
