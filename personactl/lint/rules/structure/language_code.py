"""S120, S121: the language that the persona understands. The form of the code is checked by the schema."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_value
from personactl.lint.key_edits import fix, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.pattern import Pattern

_FORM: Final = Pattern(r"[a-z]{2}", re.ASCII)

_ISO_WORDS: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu"
)

# The list is not complete (docs/platform.md#language-code): other languages may work too.
_LISTED_WORDS: Final = (
    "en af ar hy az be bs bg ca zh hr cs da nl et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mi mr "
    "ne no fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy"
)

_ISO_639_1: Final = frozenset(_ISO_WORDS.split())
_LISTED: Final = frozenset(_LISTED_WORDS.split())

# Country codes and old language codes. A code that is also another language's code only gives a hint.
_CORRECTIONS: Final = MappingProxyType(
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
        summary="a languageCode that is not in ISO 639-1",
        severity=Severity.error,
        why="The transcription does not support a language that does not exist; often the code is that of a country.",
        bad=f"{PERSONA}languageCode: jp\n",
        good=f"{PERSONA}languageCode: ja\n",
        source="the platform's published API contract; ISO 639-1",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="S121",
        name="unlisted-language",
        summary="a languageCode that the platform does not list as supported",
        severity=Severity.warning,
        why="The platform's list is not complete, but a language that is not in it may not be understood.",
        bad=f"{PERSONA}languageCode: kr\n",
        good=f"{PERSONA}languageCode: ko\n",
        source="the platform's documentation of its system tools",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    located, code = persona.located("languageCode"), persona.value("languageCode")
    if located is None or not isinstance(code, str) or not _FORM.fullmatch(code) or code in _LISTED:
        return
    suggestion = _CORRECTIONS.get(code)
    if code in _ISO_639_1:
        hint = f"Did you mean {suggestion}?" if suggestion else "Try it in a session, or remove languageCode."
        yield at_value("S121", f"the platform does not list {code} as a supported language", hint, located)
        return
    correction = (
        fix(f"Replace {code} with {suggestion}", replace_value(located.document, located.entry, suggestion), safe=False)
        if suggestion
        else None
    )
    hint = f"Did you mean {suggestion}?" if suggestion else "Write a two-letter ISO 639-1 code such as en."
    yield at_value("S120", f"{code} is not a language code", hint, located, correction)
