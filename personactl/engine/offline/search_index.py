"""Finds the texts that fit a question best.

A word weighs more, the fewer texts contain it. The score of a text is the weight of the question's words that it
contains: at full weight for the word itself, at a lower one for a word of the same concept. Two words that are adjacent
in both add a little. `coverage` is the part of the question's whole weight, so that one common word among many unknown
ones does not count as an answer.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from personactl.engine.offline.vocabulary import concepts_of, only_asks, question_words_joined, stems

_BY_CONCEPT = 0.6
_SAME_CONCEPT_AGAIN = 0.05
_SIDE_BY_SIDE = 0.25
_ASKING = 0.5
_BEFORE = 0.35
"""The weight of the previous question's words if this question is too short to stand alone ("And on Sunday?")."""


@dataclass(frozen=True, slots=True)
class Match:
    """A text that fits.

    - `index`: its position among the texts.
    - `coverage`: from 0 to 1.
    - `shared`: the number of words that it shares with the question.
    """

    index: int
    score: float
    coverage: float
    shared: int


class Index:
    """An index of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [_Text.of(text) for text in texts]

    def search(self, question: str, before: str = "") -> list[Match]:
        """Every text that shares a word or concept with the question, the best first, equal ones in the given order.

        `before` is the previous question, "" if there is none.
        """
        words = stems(question_words_joined(question))
        total = sum(self._rarity(word) * _needed(word) for word in dict.fromkeys(words))
        if not total:
            return []
        pairs = frozenset(pairwise(words))
        weights = {word: share * self._rarity(word) for word, share in _word_weights(words, before).items()}
        matches = [_match(index, text, weights, pairs, total) for index, text in enumerate(self._texts)]
        return sorted((match for match in matches if match.score > 0), key=lambda match: (-match.score, match.index))

    def _rarity(self, word: str) -> float:
        concepts = concepts_of(word)
        holding = sum(word in text.words or not concepts.isdisjoint(text.concepts) for text in self._texts)
        return math.log(1 + (len(self._texts) + 1) / (holding + 0.5))


@dataclass(frozen=True, slots=True)
class _Text:
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    concepts: Mapping[str, int]

    @classmethod
    def of(cls, text: str) -> "_Text":
        words = stems(question_words_joined(text))
        concepts: dict[str, int] = {}
        for word in words:
            for concept in concepts_of(word):
                concepts[concept] = concepts.get(concept, 0) + 1
        return cls(frozenset(words), frozenset(pairwise(words)), concepts)


def _word_weights(words: Sequence[str], before: str) -> dict[str, float]:
    weights = dict.fromkeys(words, 1.0)
    if len(weights) <= 2:
        for word in stems(question_words_joined(before)):
            weights.setdefault(word, _BEFORE)
    return weights


def _needed(word: str) -> float:
    """The weight of a word in the coverage. A question word has half: an answer need not repeat it."""
    return _ASKING if only_asks(word) else 1.0


def _match(
    index: int, text: _Text, weights: Mapping[str, float], pairs: frozenset[tuple[str, str]], total: float
) -> Match:
    gained, covered, shared = 0.0, 0.0, 0
    for word, weight in weights.items():
        mentions = sum(text.concepts.get(concept, 0) for concept in concepts_of(word))
        if word in text.words:
            share = 1.0
        elif mentions:
            share = _BY_CONCEPT + _SAME_CONCEPT_AGAIN * min(mentions - 1, 3)
        else:
            continue
        gained += weight * share
        covered += weight * share * _needed(word)
        shared += 1
    beside = sum(_SIDE_BY_SIDE * min(weights[one], weights[other]) for one, other in pairs & text.pairs)
    brevity = 1 + 0.1 / (1 + len(text.words))  # of two texts with equal words, the shorter one wins
    return Match(index, (gained + beside) * brevity, min(covered / total, 1.0), shared)
