"""V316: a voice from a country in which another language is spoken than the one that the persona listens for.

The platform tells no language of a voice, only its country (docs/platform.md#voices), and many voices speak several
languages, so this is off until somebody asks. A country that is not in the table is passed over.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.online.catalogue_entries import voice

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"

_SPOKEN: Final = MappingProxyType(
    {
        "AE": "ar en", "AR": "es", "AT": "de", "AU": "en", "BE": "nl fr de", "BG": "bg", "BO": "es", "BR": "pt",
        "CA": "en fr", "CH": "de fr it", "CL": "es", "CN": "zh", "CO": "es", "CR": "es", "CU": "es", "CZ": "cs",
        "DE": "de", "DK": "da", "DO": "es", "DZ": "ar fr", "EC": "es", "EE": "et ru", "EG": "ar", "ES": "es ca gl eu",
        "FI": "fi sv", "FR": "fr", "GB": "en cy", "GR": "el", "HK": "zh en", "HR": "hr", "HU": "hu", "ID": "id",
        "IE": "en ga", "IL": "he ar", "IN": "hi en ta te mr kn ml bn gu pa ur ne", "IR": "fa", "IS": "is", "IT": "it",
        "JP": "ja", "KE": "sw en", "KR": "ko", "LT": "lt", "LV": "lv ru", "MA": "ar fr", "MX": "es", "MY": "ms en zh",
        "NG": "en", "NL": "nl", "NO": "no nb nn", "NZ": "en mi", "PE": "es", "PH": "tl en", "PK": "ur en", "PL": "pl",
        "PT": "pt", "RO": "ro hu", "RS": "sr", "RU": "ru", "SA": "ar", "SE": "sv", "SG": "en zh ms ta", "SI": "sl",
        "SK": "sk", "TH": "th", "TR": "tr", "TW": "zh", "UA": "uk ru", "US": "en es", "UY": "es", "VE": "es",
        "VN": "vi", "ZA": "en af",
    }
)  # fmt: skip

RULES: Final = (
    Rule(
        code="V316",
        name="voice-of-another-language",
        summary="a voice from a country where the persona's languageCode is not spoken",
        severity=Severity.info,
        why="languageCode only says what is listened for: the answer may come in a foreign accent, or not at all.",
        bad=f"{_WHO}languageCode: ja\n",
        good=f"{_WHO}languageCode: en\n",
        source="the platform's published API contract: a voice has a country and no language",
        enabled=False,
        online=True,
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    located, code = subject.located("languageCode"), subject.value("languageCode")
    used = voice(subject) if located is not None and isinstance(code, str) else None
    if located is None or used is None or used.entry.country is None:
        return
    spoken = _SPOKEN.get(used.entry.country.upper())
    if spoken is not None and code not in spoken.split():
        message = f"the voice {used.entry.names[0]} is from {used.entry.country.upper()}, and {code} is listened for"
        yield at_value("V316", message, "Listen to a sample of the voice in that language first.", located)
