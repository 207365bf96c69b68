"""V311-V316: whether the avatar, voice and LLM support what the persona uses. What the target does not report is
skipped.

V316 is off by default: the platform reports the country of a voice but not its languages, and many voices speak
several. Countries that are not in the table are skipped.

Source: docs/platform.md#avatars, docs/platform.md#voices.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import Fix, RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, remove_entry, replace_value
from personactl.lint.persona_view import Located, PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rules.online.catalogue_entries import avatar, llm, voice
from personactl.persona.schema.field_checks import field_problems
from personactl.persona.schema.field_shapes import Table, Variants
from personactl.persona.schema.fields import FIELDS

_CARTESIA: Final = "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
_PERSONA: Final = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\n"
_OLD_FACE: Final = "name: Cara\navatarId: edcb8f1a-334f-4cdb-871c-5c513db806a7\nvoice: Lucy\n"
_CONTRACT: Final = "the platform's published API contract"
_OPTIONS: Final = "voiceGenerationOptions"

_TABLES: Final = MappingProxyType({"ELEVENLABS": "ElevenLabs", "CARTESIA": "Cartesia", "FISH_AUDIO": "Fish Audio"})
_WITHOUT_OPTIONS: Final = "OPENAI_ADVANCED_VOICE"

RULES: Final = (
    Rule(
        code="V311",
        name="option-of-another-provider",
        summary="a voice option that the voice's provider does not support",
        severity=Severity.error,
        why="The platform refuses the request, or silently ignores the option.",
        bad=f"{_PERSONA}{_CARTESIA}{_OPTIONS}: {{stability: 0.5}}\n",
        good=f"{_PERSONA}{_CARTESIA}{_OPTIONS}: {{emotion: calm}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
        online=True,
    ),
    Rule(
        code="V312",
        name="option-out-of-providers-range",
        summary="a voice option outside the range that the voice's provider accepts",
        severity=Severity.error,
        why="Providers have different ranges: one accepts a speed of 0.5, and the others refuse it.",
        bad=f"{_PERSONA}{_CARTESIA}{_OPTIONS}: {{speed: 0.5}}\n",
        good=f"{_PERSONA}{_CARTESIA}{_OPTIONS}: {{speed: 0.6}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
        online=True,
    ),
    Rule(
        code="V313",
        name="model-without-avatar",
        summary="an avatarModel that the avatar does not support",
        severity=Severity.error,
        why="The platform answers 400.",
        bad=f"{_OLD_FACE}avatarModel: cara-4\n",
        good=f"{_OLD_FACE}avatarModel: cara-3\n",
        source=_CONTRACT,
        online=True,
    ),
    Rule(
        code="V314",
        name="retention-impossible",
        summary="zero data retention with a voice or an LLM that stores data",
        severity=Severity.error,
        why="The platform refuses the combination: with zero data retention no part may store data.",
        bad=f"{_PERSONA}{_CARTESIA}zeroDataRetention: true\n",
        good=f"{_PERSONA}voiceId: de23e340-1416-4dd8-977d-065a7ca11697\nzeroDataRetention: true\n",
        source=_CONTRACT,
        online=True,
    ),
    Rule(
        code="V315",
        name="portrait-without-image",
        summary="a portrait video size for a landscape-only avatar",
        severity=Severity.error,
        why="The platform answers 400 and does not crop the video.",
        bad=f"{_OLD_FACE}sessionOptions: {{videoWidth: 768, videoHeight: 1152}}\n",
        good=f"{_OLD_FACE}sessionOptions: {{videoWidth: 1152, videoHeight: 768}}\n",
        source="the platform's published API contract; its documentation of video",
        online=True,
    ),
    Rule(
        code="V316",
        name="voice-of-another-language",
        summary="a voice from a country where the persona's languageCode is not spoken",
        severity=Severity.info,
        why=(
            "languageCode only sets the language that the persona understands: the voice may have a foreign "
            "accent or fail."
        ),
        bad=f"{_PERSONA}voice: Lucy\nlanguageCode: ja\n",
        good=f"{_PERSONA}voice: Lucy\nlanguageCode: en\n",
        source="the platform's published API contract: a voice has a country and no language",
        enabled=False,
        online=True,
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    if persona.catalogue is None:
        return
    yield from _voice_options(persona)
    yield from _avatar(persona)
    yield from _retention(persona)
    yield from _accent(persona)


def _voice_options(persona: PersonaView) -> Iterator[RuleFinding]:
    used, options = voice(persona), persona.value(_OPTIONS)
    if used is None or not isinstance(options, dict):
        return
    provider = used.entry.provider or ""
    table = _table(provider)
    if table is None and provider != _WITHOUT_OPTIONS:
        return
    name = used.entry.names[0]
    for key in options:
        located = persona.located(f"{_OPTIONS}.{key}")
        if located is None or key not in _ALL_OPTIONS:
            continue
        if table is None or key not in table.fields:
            takes = f"Use only {', '.join(table.fields)}." if table else f"Remove {_OPTIONS}."
            correction = fix(f"Remove {key}", remove_entry(located.document, located.entry), safe=False)
            yield at_key("V311", f"the voice {name} ({provider}) does not support {key}", takes, located, correction)
            continue
        for problem in field_problems(f"{_OPTIONS}.{key}", located.entry.value, table.fields[key]):
            if problem.code == "S105":
                message = f"{problem.message} for the voice {name} ({provider})"
                yield at_value("V312", message, problem.hint, located, _clamped(located, problem.instead))


def _clamped(located: Located, instead: str | None) -> Fix | None:
    if instead is None:
        return None
    return fix(f"Write {instead}", replace_value(located.document, located.entry, instead), safe=False)


def _table(provider: str) -> Table | None:
    owner = _TABLES.get(provider)
    return None if owner is None else _VARIANTS[owner]


def _avatar(persona: PersonaView) -> Iterator[RuleFinding]:
    used = avatar(persona)
    if used is None:
        return
    located, model = persona.located("avatarModel"), persona.value("avatarModel")
    versions = used.entry.versions
    if located is not None and versions and isinstance(model, str) and model not in versions:
        message = f"the avatar {used.entry.names[0]} does not support {model}"
        yield at_value("V313", message, f"Write one of {', '.join(versions)}, or choose another avatar.", located)
    width, height = (persona.value(f"sessionOptions.{side}") for side in ("videoWidth", "videoHeight"))
    place = persona.located("sessionOptions.videoWidth")
    upright = isinstance(width, int | float) and isinstance(height, int | float) and width < height
    if place is not None and upright and used.entry.portrait is False:
        message = f"the avatar {used.entry.names[0]} is landscape only"
        yield at_value("V315", message, "Swap width and height, or choose another avatar.", place)


def _retention(persona: PersonaView) -> Iterator[RuleFinding]:
    if persona.value("zeroDataRetention") is not True:
        return
    for kind, used in (("voice", voice(persona)), ("LLM", llm(persona))):
        if used is not None and used.entry.keeps_nothing is False:
            message = f"the {kind} {used.entry.names[0]} does not support zero data retention"
            yield at_key("V314", message, "Choose one that supports it, or remove zeroDataRetention.", used.located)


def _variants() -> dict[str, Table]:
    shape = FIELDS[_OPTIONS].shape
    assert isinstance(shape, Variants)
    return dict(shape.tables)


_VARIANTS: Final = MappingProxyType(_variants())
_ALL_OPTIONS: Final = frozenset(key for table in _VARIANTS.values() for key in table.fields)


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


def _accent(persona: PersonaView) -> Iterator[RuleFinding]:
    located, code = persona.located("languageCode"), persona.value("languageCode")
    used = voice(persona) if located is not None and isinstance(code, str) else None
    if located is None or used is None or used.entry.country is None:
        return
    spoken = _SPOKEN.get(used.entry.country.upper())
    if spoken is not None and code not in spoken.split():
        message = f"the voice {used.entry.names[0]} is from {used.entry.country.upper()}, but languageCode is {code}"
        yield at_value("V316", message, "Listen to a sample of the voice in that language.", located)
