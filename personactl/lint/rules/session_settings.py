"""N701-N706: the length of a session, what ends it, and the size of its video."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_key, at_value
from personactl.lint.key_edits import fix, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule

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
        summary="a video size that the avatarModel does not support",
        severity=Severity.error,
        why="The platform answers 400 and does not fall back to a smaller size.",
        bad=f"{PERSONA}avatarModel: cara-4\nsessionOptions: {{videoWidth: 1280, videoHeight: 720}}\n",
        good=f"{PERSONA}avatarModel: cara-4\nsessionOptions: {{videoWidth: 1152, videoHeight: 768}}\n",
        source="the platform's published API contract; its documentation of video and models",
    ),
    Rule(
        code="N702",
        name="very-short-session",
        summary="a session of less than a minute",
        severity=Severity.warning,
        why=(
            "Connecting and greeting take much of that time; the documentation recommends two to five minutes "
            "for demos."
        ),
        bad=f"{PERSONA}{_LENGTH}: 5\n",
        good=f"{PERSONA}{_LENGTH}: 300\n",
        source="the platform's documentation of session duration",
    ),
    Rule(
        code="N703",
        name="fractional-session-length",
        summary="a session length that is not a whole number of seconds",
        severity=Severity.warning,
        why="Sessions are counted in seconds, and the platform does not document fractions of a second.",
        bad=f"{PERSONA}{_LENGTH}: 299.5\n",
        good=f"{PERSONA}{_LENGTH}: 300\n",
        source="the platform's documentation of session duration",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="N704",
        name="session-beyond-small-plans",
        summary="a session length above the limit of smaller plans",
        severity=Severity.info,
        why="Smaller plans end a session after 3, 5 or 10 minutes, and a larger value does not change that.",
        bad=f"{PERSONA}{_LENGTH}: 1800\n",
        good=f"{PERSONA}{_LENGTH}: 600\n",
        source="the platform's documentation of session duration",
        enabled=False,
    ),
    Rule(
        code="N705",
        name="end-before-prompt",
        summary="a silence timeout that ends the session before the persona speaks up",
        severity=Severity.warning,
        why="The session ends without a word, although the persona is configured to speak up first.",
        bad=(
            f"{PERSONA}voiceDetectionOptions: {{silenceBeforeSkipTurnSeconds: 15, "
            f"silenceBeforeSessionEndSeconds: 10}}\n"
        ),
        good=(
            f"{PERSONA}voiceDetectionOptions: {{silenceBeforeSkipTurnSeconds: 15, "
            f"silenceBeforeSessionEndSeconds: 60}}\n"
        ),
        source="the platform's documentation of voice detection",
    ),
    Rule(
        code="N706",
        name="unreachable-silence",
        summary="a silence timeout that is longer than the session",
        severity=Severity.info,
        why="The session ends before the silence timeout can have an effect.",
        bad=f"{PERSONA}{_LENGTH}: 120\nvoiceDetectionOptions: {{silenceBeforeSessionEndSeconds: 600}}\n",
        good=f"{PERSONA}{_LENGTH}: 600\nvoiceDetectionOptions: {{silenceBeforeSessionEndSeconds: 60}}\n",
        source="personactl",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    yield from _video(persona)
    yield from _length(persona)
    yield from _silence(persona)


def _video(persona: PersonaView) -> Iterator[RuleFinding]:
    options, model = persona.value("sessionOptions"), persona.value("avatarModel")
    width = persona.located("sessionOptions.videoWidth")
    if not isinstance(options, dict) or width is None or options.get("videoHeight") is None:
        return
    every = dict.fromkeys(size for sizes in _SIZES.values() for size in sizes)
    sizes = _SIZES.get(model, tuple(every)) if isinstance(model, str) else tuple(every)
    size = options.get("videoWidth"), options.get("videoHeight")
    numbers = (persona.number(f"sessionOptions.video{side}") for side in ("Width", "Height"))
    if size not in sizes and all(number is not None for number in numbers):
        known = " or ".join(f"{wide} by {high}" for wide, high in sizes)
        whose = f"{model} supports" if isinstance(model, str) and model in _SIZES else "avatar models support"
        message = f"a video of {size[0]} by {size[1]} is not supported: {whose} {known}"
        yield at_value("N701", message, f"Write one of {known}, or remove the size.", width)


def _length(persona: PersonaView) -> Iterator[RuleFinding]:
    located, seconds = persona.located(_LENGTH), persona.number(_LENGTH)
    if located is None or seconds is None or seconds < 1:
        return
    if seconds < _SHORT_S:
        yield at_value("N702", f"sessions end after only {seconds:g} seconds", "Write 60 or more.", located)
    if seconds != int(seconds):
        whole = str(round(seconds))
        correction = fix(f"Write {whole}", replace_value(located.document, located.entry, whole), safe=False)
        yield at_value("N703", f"{_LENGTH} is not a whole number", f"Write {whole}.", located, correction)
    if seconds > _LONGEST_OF_THE_SMALL_PLANS_S:
        hint = "Check the plan of the account; the smaller plans allow at most 600."
        yield at_value("N704", f"{seconds:g} seconds are more than the smaller plans allow", hint, located)


def _silence(persona: PersonaView) -> Iterator[RuleFinding]:
    prompt, end, length = (persona.number(path) for path in (_PROMPT, _END, _LENGTH))
    located = persona.located(_END)
    if located is not None and prompt and end and end <= prompt:
        message = f"the session ends after {end:g} seconds of silence, before the persona speaks up after {prompt:g}"
        yield at_value("N705", message, f"Write more than {prompt:g}, or 0 to keep the session open.", located)
    for path, seconds in ((_PROMPT, prompt), (_END, end)):
        place = persona.located(path)
        if place is not None and seconds and length and seconds >= length:
            message = f"the session ends after {length:g} seconds, before this silence timeout"
            yield at_key("N706", message, f"Write less than {length:g}, or 0.", place)
