"""A `LanguageModel` that needs no network: it answers with sentences of the prompt.

A question gets the one or two facts that fit it best. Without such a fact the persona says that it does not know, and
what the prompt offers for that case. A digest of the conversation chooses among equal phrases.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from hashlib import sha256

from personactl.engine.llm.language_model import ReplyPart, ReplyRequest, TextDelta, Warn
from personactl.engine.offline.brief import Brief, Source, read_brief
from personactl.engine.offline.first_person import ended
from personactl.engine.offline.grammar import spoken_language
from personactl.engine.offline.phrases import PHRASES, Phrases
from personactl.engine.offline.search_index import Match
from personactl.engine.offline.small_talk import SmallTalk, small_talk
from personactl.engine.offline.vocabulary import folded, word_set

_ENOUGH = {Source.FACT: (0.3, 0.42), Source.SELF: (0.45, 0.45), Source.ORDERED: (0.25, 0.25)}
"""The coverage that a sentence needs, and the one it needs if it shares only one word with the question.

What the prompt orders to be told is often about danger, so it needs the least.
"""

_AS_GOOD = 0.98
_BARRED_RUN = 3
_LONGEST_ANSWER = 50
"""Words. Advice on prompts for speech usually names this limit."""

_DELTA = re.compile(r"\S+\s*|\s+")
_WORDS_A_DELTA = 3
_WORD = re.compile(r"\w+")
_ARTICLES = word_set(
    "the a an there it der die das ein eine le la les un une el los las il lo gli o os as um uma het een"
)


class OfflineResponder:
    """The responder as a `LanguageModel`. It never fails and never warns."""

    provider = "offline"
    name = "personactl-offline-responder"

    async def stream(self, request: ReplyRequest, warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        pieces = _DELTA.findall(reply(request))
        for at in range(0, len(pieces), _WORDS_A_DELTA):
            await asyncio.sleep(0)  # lets an interruption come between two deltas
            yield TextDelta("".join(pieces[at : at + _WORDS_A_DELTA]))

    async def aclose(self) -> None:
        """Does nothing: there are no connections."""


def reply(request: ReplyRequest) -> str:
    """What the persona says next, as plain text. Never empty."""
    brief = read_brief(request.system_prompt, request.persona_name, request.language_code)
    phrases = PHRASES[brief.language]
    if request.opening:
        return phrases.opening.format(name=brief.name) if brief.name else phrases.opening_nameless
    question = request.history[-1].text
    if (talk := small_talk(question)) is not None:
        return _chat(talk, brief, phrases, _seed(request))
    return _answer(request, question, brief, phrases)


def stopgap(request: ReplyRequest) -> str:
    """What a persona says if its model failed, in its language: a greeting to open with, else an apology."""
    if request.opening:
        return reply(request)
    return PHRASES[spoken_language(request.system_prompt, request.language_code)].apology


def _chat(talk: SmallTalk, brief: Brief, phrases: Phrases, seed: int) -> str:
    named = phrases.named.format(name=brief.name) if brief.name else ""
    introduction = brief.introduction or named
    match talk:
        case SmallTalk.WHO:
            return introduction or _pick(phrases.unknown, seed)
        case SmallTalk.ABLE:
            return " ".join(part for part in (introduction, brief.purpose) if part) or _pick(phrases.unknown, seed)
        case SmallTalk.MACHINE:
            return f"{named} {phrases.machine}".strip()
        case SmallTalk.PROMPT:
            return _pick(phrases.declined, seed)
        case SmallTalk.HOW_ARE_YOU:
            return phrases.how_are_you
        case SmallTalk.THANKS:
            return _pick(phrases.thanks, seed)
        case SmallTalk.GOODBYE:
            return phrases.goodbye
        case SmallTalk.HELLO:
            return _pick(phrases.hello, seed)


def _answer(request: ReplyRequest, question: str, brief: Brief, phrases: Phrases) -> str:
    before = next((line.text for line in reversed(request.history[:-1]) if line.role == "user"), "")
    matches = [match for match in brief.known.search(question, before) if _fits(match, brief)]
    if _is_barred(question, brief, max((match.coverage for match in matches), default=0.2)):
        return _pick(phrases.declined, _seed(request))
    if not matches:
        return f"{_pick(phrases.unknown, _seed(request))} {brief.offer}".strip()
    answer = _worded(matches, brief)
    if any(line.role == "persona" and answer in line.text for line in request.history):
        return f"{phrases.again}{_continued(answer)}"
    return answer


def _fits(match: Match, brief: Brief) -> bool:
    enough, enough_of_one_word = _ENOUGH[brief.sayables[match.index].source]
    return match.coverage >= (enough if match.shared > 1 else enough_of_one_word)


def _is_barred(question: str, brief: Brief, known: float) -> bool:
    """Whether a prohibition fits the question better than the best answer, whose coverage is `known`."""
    best = next(iter(brief.forbidden.search(question)), None)
    if best is None:
        return False
    if best.shared > 1 and best.coverage > known:
        return True
    return _longest_run(folded(question), folded(brief.prohibitions[best.index])) >= _BARRED_RUN


def _longest_run(one: str, other: str) -> int:
    """The largest number of consecutive words that both texts contain."""
    words, others = (_WORD.findall(text) for text in (one, other))
    there = f" {' '.join(others)} "
    longest = 0
    for start in range(len(words)):
        while start + longest < len(words) and f" {' '.join(words[start : start + longest + 1])} " in there:
            longest += 1
    return longest


def _worded(matches: Sequence[Match], brief: Brief) -> str:
    """The best sentence, and the second one if it fits as well and both are short."""
    best, *others = matches
    answer = brief.sayables[best.index].text
    for other in others[:1]:
        both = f"{answer} {brief.sayables[other.index].text}"
        if other.score >= best.score * _AS_GOOD and len(both.split()) <= _LONGEST_ANSWER:
            answer = both
    return answer if len(answer.split()) <= _LONGEST_ANSWER else _shortened(answer)


def _continued(answer: str) -> str:
    """`answer` as it continues a sentence: an article loses its capital, a name keeps it."""
    first = answer.partition(" ")[0].lower()
    return answer[0].lower() + answer[1:] if first in _ARTICLES else answer


def _shortened(answer: str) -> str:
    """The first clause, or all of it if it has only one. A "but" is never cut off, because it may turn the meaning."""
    return ended(re.split(r";(?! (?:but|except|unless)\b)|, (?:and|und|et|y|e|en)\b", " ".join(answer.split()))[0])


def _pick(choices: Sequence[str], seed: int) -> str:
    return choices[seed % len(choices)]


def _seed(request: ReplyRequest) -> int:
    """A number that depends only on the last lines of the conversation, also in another process."""
    said = "\n".join(f"{line.role}: {line.text}" for line in request.history[-6:])
    return int.from_bytes(sha256(said.encode()).digest()[:4])
