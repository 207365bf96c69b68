"""Text as comparable words: no case, no accents, no endings, no words that mean nothing by themselves.

Endings are cut by one short list for all languages: wrong by a grammar book, right often enough to tell that
"opening", "opened" and "open" belong together, in linear time and without a model.
"""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDINGS = ("ungen", "ing", "ie", "ied", "ung", "ed", "en", "er", "e", "y", "n")
_SHORTEST_STEM = 4


def word_set(text: str) -> frozenset[str]:
    """The words of a table that is written as prose."""
    return frozenset(text.split())


_STOP_WORDS = word_set(
    """
    a an the this that these those it its is are was were be been am do does did have has had can could will would
    shall should may might must i me my mine we us our you your yours he him his she her they them their there here
    and or but if of to in on at by for from with about as into than then so not no any some all what which who whom
    whose how why please tell know want like need get give say let just also very much many more most one thing
    something anything look up out off down over back s t re ll ve d m don doesn isn aren
    der die das den dem des ein eine einen einem einer und oder aber ist sind war bin bist hat haben kann konnen ich
    du er sie es wir ihr mich dich mir dir ihnen mein dein sein was wer wie welche welcher welches warum zu zum zur im
    in an am auf bei von vom mit fur nicht kein keine auch noch sich man denn mal bitte ab
    wird werden wurde habt haben muss mussen soll gibt ihr euch wenn
    le la les l un une des du de d et ou mais est sont a ai as ont etes es suis je tu il elle on nous vous ils elles me
    te se ce cet cette ces c qu que qui quoi quel quelle quels quelles comment pourquoi dans sur au aux avec pour par
    ne pas plus y en son sa ses mon ma mes ton ta tes j n s t m
    el los las lo una unos unas y o pero es son soy eres esta estan estoy hay yo tu usted ellos mi su sus que cual
    cuales quien como por para con sin del al en no se me te muy mas
    il gli uno e ma sono sei siete ha hanno ho io lui lei noi voi loro mio tuo suo che chi cosa quale quali come perche
    di da in con su per tra fra non si mi ti ci del della dei delle al alla nel nella
    os as um uma e mas sao sou tem tenho eu voce ele ela nos eles meu seu que qual quem como porque do da dos das em no
    na nos nas ao com por para nao se me
    het een en of maar is zijn ben bent heeft hebben kan ik jij je u hij zij wij ze mijn jouw wat wie welke hoe waarom
    van in op aan bij met voor niet geen ook er
    """
)


def folded(text: str) -> str:
    """Lower case, without accents: "Öffnet" becomes "offnet", "ß" becomes "ss"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def stems(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in their order, cut to their stems. Chinese and Japanese give pairs of signs."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        if _CJK.search(word):
            found += [word[at : at + 2] for at in range(max(len(word) - 1, 1))]
        elif word not in _STOP_WORDS:
            found.append(stem(word))
    return tuple(found)


def stem(word: str) -> str:
    """`word` (folded) without its ending; four letters at least are kept, three where only a plural s goes."""
    if word.endswith("s") and len(word) >= _SHORTEST_STEM and not word.endswith("ss"):
        word = word[:-1]  # so that "days" ends as "day" does
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
