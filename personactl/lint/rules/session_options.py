"""N701-N706: how long a session lasts, what ends it, and the size of its picture."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.json_value import JsonValue
from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, new_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_LENGTH: Final = "maxSessionLengthSeconds"
_PROMPT: Final = "voiceDetectionOptions.silenceBeforeSkipTurnSeconds"
_END: Final = "voiceDetectionOptions.silenceBeforeSessionEndSeconds"
# Source: docs/platform.md#session-length
_SHORT_S: Final = 60
_LONGEST_OF_THE_SMALL_PLANS_S: Final = 600

# Source: docs/platform.md#session-options
_BOTH_SIZES: Final = ((1152, 768), (768, 1152))
_SIZES: Final = MappingProxyType({"cara-3": ((720, 480),), "cara-4": _BOTH_SIZES, "cara-4-latest": _BOTH_SIZES})

RULES: Final = (
    Rule(
        code="N701",
        name="unsupported-video-size",
        summary="a video size that the avatarModel does not have",
        severity=Severity.error,
        why="The platform answers 400; it never falls back to a smaller size.",
        bad=f"{_WHO}avatarModel: cara-4\nsessionOptions: {{videoWidth: 1280, videoHeight: 720}}\n",
        good=f"{_WHO}avatarModel: cara-4\nsessionOptions: {{videoWidth: 1152, videoHeight: 768}}\n",
        source="the platform's published API contract; its documentation of video and models",
    ),
    Rule(
        code="N702",
        name="very-short-session",
        summary="a session of less than a minute",
        severity=Severity.warning,
        why="Connecting and greeting take a good part of it; demos are advised to last two to five minutes.",
        bad=f"{_WHO}{_LENGTH}: 5\n",
        good=f"{_WHO}{_LENGTH}: 300\n",
        source="the platform's documentation of session duration",
    ),
    Rule(
        code="N703",
        name="fractional-session-length",
        summary="a session length that is no whole number of seconds",
        severity=Severity.warning,
        why="A session is counted in seconds; nobody says what becomes of half a one.",
        bad=f"{_WHO}{_LENGTH}: 299.5\n",
        good=f"{_WHO}{_LENGTH}: 300\n",
        source="the platform's documentation of session duration",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="N704",
        name="session-beyond-small-plans",
        summary="a session length above the cap of the smaller plans",
        severity=Severity.info,
        why="They end a session after 3, 5 or 10 minutes, and a larger value does not raise that.",
        bad=f"{_WHO}{_LENGTH}: 1800\n",
        good=f"{_WHO}{_LENGTH}: 600\n",
        source="the platform's documentation of session duration",
        enabled=False,
    ),
    Rule(
        code="N705",
        name="end-before-prompt",
        summary="a silence that ends the session before the persona has asked whether anybody is there",
        severity=Severity.warning,
        why="The user is cut off without a word, although the persona was told to speak up first.",
        bad=f"{_WHO}voiceDetectionOptions: {{silenceBeforeSkipTurnSeconds: 15, silenceBeforeSessionEndSeconds: 10}}\n",
        good=f"{_WHO}voiceDetectionOptions: {{silenceBeforeSkipTurnSeconds: 15, silenceBeforeSessionEndSeconds: 60}}\n",
        source="the platform's documentation of voice detection",
    ),
    Rule(
        code="N706",
        name="unreachable-silence",
        summary="a silence that lasts longer than the session",
        severity=Severity.info,
        why="The session is over before the silence can have its effect.",
        bad=f"{_WHO}{_LENGTH}: 120\nvoiceDetectionOptions: {{silenceBeforeSessionEndSeconds: 600}}\n",
        good=f"{_WHO}{_LENGTH}: 600\nvoiceDetectionOptions: {{silenceBeforeSessionEndSeconds: 60}}\n",
        source="personactl",
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    yield from _video(subject)
    yield from _length(subject)
    yield from _silence(subject)


def _video(subject: PersonaView) -> Iterator[RuleFinding]:
    options, model = subject.value("sessionOptions"), subject.value("avatarModel")
    width = subject.located("sessionOptions.videoWidth")
    if not isinstance(options, dict) or width is None or options.get("videoHeight") is None:
        return
    every = dict.fromkeys(size for sizes in _SIZES.values() for size in sizes)
    sizes = _SIZES.get(model, tuple(every)) if isinstance(model, str) else tuple(every)
    size = options.get("videoWidth"), options.get("videoHeight")
    if size not in sizes and all(_seconds(side) is not None for side in size):
        known = " or ".join(f"{wide} by {high}" for wide, high in sizes)
        whose = f"{model} has" if isinstance(model, str) and model in _SIZES else "avatar models have"
        message = f"no video of {size[0]} by {size[1]}: {whose} {known}"
        yield at_value("N701", message, f"Write one of {known}, or leave the size out.", width)


def _length(subject: PersonaView) -> Iterator[RuleFinding]:
    located, seconds = subject.located(_LENGTH), _seconds(subject.value(_LENGTH))
    if located is None or seconds is None or seconds < 1:
        return
    if seconds < _SHORT_S:
        yield at_value("N702", f"a session ends after {seconds:g} seconds", "Write 60 or more.", located)
    if seconds != int(seconds):
        whole = str(round(seconds))
        mend = fix(f"Write {whole}", new_value(located.document, located.entry, whole), safe=False)
        yield at_value("N703", f"{_LENGTH} is no whole number", f"Write {whole}.", located, mend)
    if seconds > _LONGEST_OF_THE_SMALL_PLANS_S:
        hint = "Check the plan of the account; 600 is the cap of the largest of the small ones."
        yield at_value("N704", f"{seconds:g} seconds are more than smaller plans allow", hint, located)


def _silence(subject: PersonaView) -> Iterator[RuleFinding]:
    prompt, end, length = (_seconds(subject.value(path)) for path in (_PROMPT, _END, _LENGTH))
    located = subject.located(_END)
    if located is not None and prompt and end and end <= prompt:
        message = f"the session ends after {end:g} seconds of silence, before the persona speaks up after {prompt:g}"
        yield at_value("N705", message, f"Write more than {prompt:g}, or 0 to never end it.", located)
    for path, seconds in ((_PROMPT, prompt), (_END, end)):
        place = subject.located(path)
        if place is not None and seconds and length and seconds >= length:
            message = f"the session is over after {length:g} seconds, before this silence can be"
            yield at_key("N706", message, f"Write less than {length:g}, or 0.", place)


def _seconds(value: JsonValue) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
