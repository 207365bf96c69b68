"""What a persona as a whole must and must not hold: keys that are missing, exclude each other or need another.

Looks at the merged values, because a base file or a profile may supply what a file leaves out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from personactl.document.document import Trouble
from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.fields import RIVALS

LLM_OFF: Final = "CUSTOMER_CLIENT_V1"
"""The llmId that does without an LLM: somebody else's code supplies what the persona says."""


@dataclass(frozen=True, slots=True)
class Demand:
    """`path` is dotted and names the key that the trouble is about, which may well not be there."""

    path: str
    trouble: Trouble


def unmet(config: JsonMapping, *, complete: bool) -> Iterator[Demand]:
    """What `config` violates. A part for `extends` is not `complete`: it may leave out what its users supply."""
    if complete:
        yield from _missing(config)
    for first, second in RIVALS:
        if value_at(config, first) is not None and value_at(config, second) is not None:
            message = f"{first} and {second} exclude each other"
            yield Demand(second, Trouble("S111", message, "Keep one of the two."))
    yield from _dependent(config)


def value_at(config: JsonMapping, path: str) -> JsonValue:
    """None where the path leads nowhere."""
    value: JsonValue = dict(config)
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _missing(config: JsonMapping) -> Iterator[Demand]:
    if "name" not in config:
        yield Demand("name", Trouble("S108", "the persona has no name", "Add name: with the name people see."))
    # The platform answers a config without them with a token that no official client accepts.
    if not config.keys() & {"avatarId", "avatar"}:
        hint = "Add avatarId, or avatar: with a name from personactl avatar list."
        yield Demand("avatarId", Trouble("S108", "the persona has no avatarId", hint))
    speaks_itself = config.get("enableAudioPassthrough") is not True and config.get("llmId") != LLM_OFF
    if speaks_itself and not config.keys() & {"voiceId", "voice"}:
        hint = "Add voiceId, or voice: with a name from personactl voice list."
        yield Demand("voiceId", Trouble("S108", "the persona has no voiceId", hint))


def _dependent(config: JsonMapping) -> Iterator[Demand]:
    for there, absent in (("videoWidth", "videoHeight"), ("videoHeight", "videoWidth")):
        path = f"sessionOptions.{there}"
        if value_at(config, path) is not None and value_at(config, f"sessionOptions.{absent}") is None:
            yield Demand(path, Trouble("S114", f"{path} needs {absent}", f"Add {absent}, or remove {there}."))
    options = "sessionOptions"
    if value_at(config, f"{options}.regionPolicy") == "strict" and value_at(config, f"{options}.region") is None:
        hint = "Add region, or write regionPolicy: preferred."
        yield Demand(f"{options}.regionPolicy", Trouble("S114", "a strict regionPolicy needs a region", hint))
    if value_at(config, f"{options}.egress") is not None and config.get("enableAudioPassthrough") is not True:
        message = f"{options}.egress needs enableAudioPassthrough: true"
        yield Demand(f"{options}.egress", Trouble("S114", message, "Add enableAudioPassthrough: true."))
