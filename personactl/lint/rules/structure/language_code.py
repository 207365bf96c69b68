"""S120, S121: the code of the language that the persona listens for. Its form is the schema's business."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_value
from personactl.lint.key_edits import fix, new_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.text.pattern import Pattern

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_FORM: Final = Pattern(r"[a-z]{2}", re.ASCII)

_ISO_WORDS: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu"
)

# The documentation says "including" (docs/platform.md#language-code), so a missing one may work too.
_LISTED_WORDS: Final = (
    "en af ar hy az be bs bg ca zh hr cs da nl et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mi mr "
    "ne no fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy"
)

_ISO_639_1: Final = frozenset(_ISO_WORDS.split())
_LISTED: Final = frozenset(_LISTED_WORDS.split())

# Codes of countries and old codes of languages. Those that are another language's code too only give a hint.
_MEANT: Final = MappingProxyType(
    {
        "jp": "ja",
        "cn": "zh",
        "cz": "cs",
        "dk": "da",
        "gr": "el",
        "ua": "uk",
        "vn": "vi",
        "ir": "fa",
        "rs": "sr",
        "gb": "en",
        "us": "en",
        "at": "de",
        "mx": "es",
        "iw": "he",
        "in": "id",
        "kr": "ko",
        "se": "sv",
        "br": "pt",
        "nb": "no",
        "nn": "no",
    }
)

RULES: Final = (
    Rule(
        code="S120",
        name="unknown-language",
        summary="a languageCode that ISO 639-1 does not have",
        severity=Severity.error,
        why="The transcription cannot listen for a language that does not exist; often it is a country's code.",
        bad=f"{_WHO}languageCode: jp\n",
        good=f"{_WHO}languageCode: ja\n",
        source="the platform's published API contract; ISO 639-1",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="S121",
        name="unlisted-language",
        summary="a languageCode that the platform does not list as supported",
        severity=Severity.warning,
        why="Its list is open at the end, but a language outside of it may not be understood.",
        bad=f"{_WHO}languageCode: kr\n",
        good=f"{_WHO}languageCode: ko\n",
        source="the platform's documentation of its system tools",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    located, code = subject.located("languageCode"), subject.value("languageCode")
    if located is None or not isinstance(code, str) or not _FORM.fullmatch(code) or code in _LISTED:
        return
    meant = _MEANT.get(code)
    if code in _ISO_639_1:
        hint = f"Did you mean {meant}?" if meant else "Try it in a session first, or leave languageCode out."
        yield at_value("S121", f"{code} is not among the languages that the platform lists", hint, located)
        return
    mend = (
        fix(f"Replace {code} with {meant}", new_value(located.document, located.entry, meant), safe=False)
        if meant
        else None
    )
    hint = f"Did you mean {meant}?" if meant else "Write a two-letter ISO 639-1 code such as en."
    yield at_value("S120", f"{code} is not the code of a language", hint, located, mend)
