"""Turns what a prompt says to its model into what the persona says of itself.

"You are Ada, who runs the desk of Mill House" becomes "I'm Ada, and I run the desk of Mill House"; "Help each visitor
find the right room" becomes "I can help you find the right room". English only, except for the opening of an identity.
"""

import re

from personactl.engine.offline.grammar import Grammar
from personactl.engine.offline.vocabulary import word_set

_PEOPLE = (
    "visitor|caller|guest|user|customer|client|patient|candidate|student|learner|pupil|tenant|member|person|shopper|"
    "traveller|traveler|passenger|employee|applicant|participant|player|reader|listener|lead|prospect"
)
_PERSON = re.compile(
    rf"\b(?:(?:each|every|the|any|a|an|all|our|your|one)\s+)?(?:{_PEOPLE}|people)s?(?P<own>['’]s?)?(?=\W|$)",
    re.IGNORECASE,
)
_THEM = re.compile(r"\b(?:them|themselves|whoever asks)\b", re.IGNORECASE)
_THEIR = re.compile(r"\btheir\b", re.IGNORECASE)
_WHO = re.compile(r",?(?<!\s)\s+(?:who|that)\s+(?P<verb>[a-z]+)\b")
_SUBJECT_BEFORE = word_set(
    "and but that what when where because so if as while which who how than or before after until since everything"
)
_VERBS = word_set(
    "say speak know do can have are need work help want remember think see use like love would will were had could"
)
_IRREGULAR = {"is": "am", "has": "have", "does": "do", "goes": "go", "was": "was", "used": "used"}
_TOKEN = re.compile(r"\w+(?:['’]\w+)?|\W+")


def introduced(sentence: str, grammar: Grammar) -> str | None:
    """An identity sentence ("You are ...") in the first person, or None if `sentence` is not one."""
    for opening, first in grammar.identity:
        if match := opening.match(sentence):
            rest = sentence[match.end() :]
            if first == "I'm":
                return _with_who(f"{first}{_turned(rest)}")
            return f"{first}{rest}"
    return None


def spoken_of_self(sentence: str) -> str:
    """An English sentence about "you", in the first person throughout."""
    return _turned(sentence)


def addressed_to_user(phrase: str) -> str:
    """An English phrase about the user, addressed to the user: "take the caller's name" becomes "take your name"."""
    phrase = _PERSON.sub(lambda match: "your" if match["own"] else "you", phrase)
    return _THEIR.sub("your", _THEM.sub("you", phrase))


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """`text` with a full stop, unless it has an end already."""
    text = text.rstrip(" ,;:")
    return text if not text or text[-1] in ".!?…。！？" else f"{text}{'。' if ord(text[-1]) > 0x3000 else '.'}"


def _with_who(sentence: str) -> str:
    """Turn the unnatural "I'm Ada, who runs it" into "I'm Ada, and I run it"."""
    match = _WHO.search(sentence)
    if match is None or match.start() > sentence.find(",") + 1 > 0:
        return sentence
    verb = _IRREGULAR.get(match["verb"]) or _bare(match["verb"])
    return f"{sentence[: match.start()]}, and I {verb}{sentence[match.end() :]}"


def _bare(verb: str) -> str:
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    if verb.endswith(("ches", "shes", "sses", "xes", "zes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def _turned(text: str) -> str:
    tokens = _TOKEN.findall(text)
    turned: list[str] = []
    for at, token in enumerate(tokens):
        turned.append(_turned_word(token, tokens[:at], tokens[at + 1 :]))
    return re.sub(r"\bI (?:are|were)\b", lambda match: "I am" if match.group() == "I are" else "I was", "".join(turned))


def _turned_word(word: str, before: list[str], after: list[str]) -> str:
    match word.lower().replace("’", "'"):
        case "you":
            return "I" if _is_subject(before, after) else "me"
        case "your":
            return "My" if word[0].isupper() else "my"
        case "yours":
            return "mine"
        case "yourself":
            return "myself"
        case "you're":
            return "I'm"
        case "you've":
            return "I've"
        case "you'll":
            return "I'll"
        case "you'd":
            return "I'd"
        case _:
            return word


def _is_subject(before: list[str], after: list[str]) -> bool:
    if not any(part.strip() for part in before) or before[-1].strip():  # the sentence or a clause begins here
        return True
    previous = next((part for part in reversed(before) if part.strip()), "").lower()
    following = next((part for part in after if part.strip()), "").lower()
    return previous in _SUBJECT_BEFORE or following in _VERBS
