"""V311-V315: do avatar, voice and LLM do what the persona asks of them? Silent about what the target does not tell.

Source: docs/platform.md#avatars, docs/platform.md#voices.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, new_value, no_entry
from personactl.lint.persona_view import Located, PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import Fix, RuleFinding
from personactl.lint.rules.online.catalogue_entries import avatar, llm, voice
from personactl.persona.schema.field_checks import field_problems
from personactl.persona.schema.field_shapes import Table, Variants
from personactl.persona.schema.fields import FIELDS

_CARTESIA: Final = "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
_WHO: Final = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\n"
_OLD_FACE: Final = "name: Cara\navatarId: edcb8f1a-334f-4cdb-871c-5c513db806a7\nvoice: Lucy\n"
_CONTRACT: Final = "the platform's published API contract"
_OPTIONS: Final = "voiceGenerationOptions"

_TABLES: Final = MappingProxyType({"ELEVENLABS": "ElevenLabs", "CARTESIA": "Cartesia", "FISH_AUDIO": "Fish Audio"})
_WITHOUT_OPTIONS: Final = "OPENAI_ADVANCED_VOICE"

RULES: Final = (
    Rule(
        code="V311",
        name="option-of-another-provider",
        summary="a voice option that the voice's provider does not have",
        severity=Severity.error,
        why="The platform refuses the request, or drops the option without a word.",
        bad=f"{_WHO}{_CARTESIA}{_OPTIONS}: {{stability: 0.5}}\n",
        good=f"{_WHO}{_CARTESIA}{_OPTIONS}: {{emotion: calm}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
        online=True,
    ),
    Rule(
        code="V312",
        name="option-out-of-providers-range",
        summary="a voice option outside of the range that the voice's provider takes",
        severity=Severity.error,
        why="Providers differ: a speed of 0.5 is fine for one and refused by the others.",
        bad=f"{_WHO}{_CARTESIA}{_OPTIONS}: {{speed: 0.5}}\n",
        good=f"{_WHO}{_CARTESIA}{_OPTIONS}: {{speed: 0.6}}\n",
        source=_CONTRACT,
        fixability=Fixability.unsafe,
        online=True,
    ),
    Rule(
        code="V313",
        name="model-without-avatar",
        summary="an avatarModel that the avatar does not come in",
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
        summary="zero data retention with a voice or an LLM that keeps data",
        severity=Severity.error,
        why="The platform refuses the combination: each part has to keep nothing.",
        bad=f"{_WHO}{_CARTESIA}zeroDataRetention: true\n",
        good=f"{_WHO}voiceId: de23e340-1416-4dd8-977d-065a7ca11697\nzeroDataRetention: true\n",
        source=_CONTRACT,
        online=True,
    ),
    Rule(
        code="V315",
        name="portrait-without-image",
        summary="an upright video of an avatar that only comes in landscape",
        severity=Severity.error,
        why="The platform answers 400; it does not crop.",
        bad=f"{_OLD_FACE}sessionOptions: {{videoWidth: 768, videoHeight: 1152}}\n",
        good=f"{_OLD_FACE}sessionOptions: {{videoWidth: 1152, videoHeight: 768}}\n",
        source="the platform's published API contract; its documentation of video",
        online=True,
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    if subject.catalogue is None:
        return
    yield from _voice_options(subject)
    yield from _avatar(subject)
    yield from _retention(subject)


def _voice_options(subject: PersonaView) -> Iterator[RuleFinding]:
    used, options = voice(subject), subject.value(_OPTIONS)
    if used is None or not isinstance(options, dict):
        return
    provider = used.entry.provider or ""
    table = _table(provider)
    if table is None and provider != _WITHOUT_OPTIONS:
        return
    name = used.entry.names[0]
    for key in options:
        located = subject.located(f"{_OPTIONS}.{key}")
        if located is None or key not in _ALL_OPTIONS:
            continue
        if table is None or key not in table.fields:
            takes = f"Write some of {', '.join(table.fields)}." if table else f"Remove {_OPTIONS}."
            mend = fix(f"Remove {key}", no_entry(located.document, located.entry), safe=False)
            yield at_key("V311", f"the voice {name} ({provider}) takes no {key}", takes, located, mend)
            continue
        for problem in field_problems(f"{_OPTIONS}.{key}", located.entry.value, table.fields[key]):
            if problem.code == "S105":
                message = f"{problem.message} for the voice {name} ({provider})"
                yield at_value("V312", message, problem.hint, located, _clamped(located, problem.instead))


def _clamped(located: Located, instead: str | None) -> Fix | None:
    if instead is None:
        return None
    return fix(f"Write {instead}", new_value(located.document, located.entry, instead), safe=False)


def _table(provider: str) -> Table | None:
    owner = _TABLES.get(provider)
    return None if owner is None else _VARIANTS[owner]


def _avatar(subject: PersonaView) -> Iterator[RuleFinding]:
    used = avatar(subject)
    if used is None:
        return
    located, model = subject.located("avatarModel"), subject.value("avatarModel")
    versions = used.entry.versions
    if located is not None and versions and isinstance(model, str) and model not in versions:
        message = f"the avatar {used.entry.names[0]} does not come as {model}"
        yield at_value("V313", message, f"Write one of {', '.join(versions)}, or take another avatar.", located)
    width, height = (subject.value(f"sessionOptions.{side}") for side in ("videoWidth", "videoHeight"))
    place = subject.located("sessionOptions.videoWidth")
    upright = isinstance(width, int | float) and isinstance(height, int | float) and width < height
    if place is not None and upright and used.entry.portrait is False:
        message = f"the avatar {used.entry.names[0]} does not come upright"
        yield at_value("V315", message, "Swap width and height, or take another avatar.", place)


def _retention(subject: PersonaView) -> Iterator[RuleFinding]:
    if subject.value("zeroDataRetention") is not True:
        return
    for kind, used in (("voice", voice(subject)), ("LLM", llm(subject))):
        if used is not None and used.entry.keeps_nothing is False:
            message = f"the {kind} {used.entry.names[0]} does not do zero data retention"
            yield at_key("V314", message, "Take one that does, or remove zeroDataRetention.", used.located)


def _variants() -> dict[str, Table]:
    shape = FIELDS[_OPTIONS].shape
    assert isinstance(shape, Variants)
    return dict(shape.tables)


_VARIANTS: Final = MappingProxyType(_variants())
_ALL_OPTIONS: Final = frozenset(key for table in _VARIANTS.values() for key in table.fields)
