"""Which language a persona speaks, as far as its prompt gives it away.

First an order in the prompt ("Always answer in French"), then the language that the prompt is written in, then the
session's languageCode, then English.
"""

import re

from personactl.engine.offline.grammar import GRAMMARS

_NAMES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "japanese": "ja",
    "chinese": "zh",
    "mandarin": "zh",
}
_ORDER = re.compile(
    r"(?<!never )(?<!not )(?<!n't )\b(?:speak|answer|reply|respond|talk|converse)\b"
    rf"(?:(?!\b(?:not|never)\b)[^.;,\n]){{0,40}}?\b(?P<name>{'|'.join(_NAMES)})\b",
    re.IGNORECASE,
)
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_SIGNS = 8


def spoken_language(prompt: str, language_code: str | None) -> str:
    """A key of `GRAMMARS`."""
    written = written_language(prompt)
    if written in {None, "en"}:
        if ordered := _ORDER.search(prompt):
            return _NAMES[ordered["name"].lower()]
        hinted = (language_code or "").lower()[:2]
        if hinted in GRAMMARS:
            return hinted
    return written or "en"


def written_language(text: str) -> str | None:
    """The language whose small words are the most frequent; None for too little text, or a language not known here."""
    if len(_KANA.findall(text)) >= _ENOUGH_SIGNS:
        return "ja"
    if len(_HAN.findall(text)) >= _ENOUGH_SIGNS:
        return "zh"
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    counts = {
        code: sum(word in grammar.common for word in words)
        for code, grammar in GRAMMARS.items()
        if code not in {"ja", "zh"}
    }
    best = max(counts, key=lambda code: counts[code])
    return best if words and counts[best] >= max(2, len(words) // 12) else None
