"""What a persona as a whole must and must not hold: keys that are missing, exclude each other or need another.

Looks at the merged values, because a base file or a profile may supply what a file leaves out. The demands are
tables, because the JSON Schema of a persona file makes the same ones.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from personactl.document.document import Trouble
from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.schema.fields import RIVALS

LLM_OFF: Final = "CUSTOMER_CLIENT_V1"
"""The llmId that does without an LLM: somebody else's code supplies what the persona says."""


class Condition(msgspec.Struct, frozen=True):
    """The dotted `path` is set, and to `value` where one is given."""

    path: str
    value: bool | str | None = None

    def holds(self, config: JsonMapping) -> bool:
        found = value_at(config, self.path)
        if self.value is None:
            return found is not None
        return type(found) is type(self.value) and found == self.value


class Core(msgspec.Struct, frozen=True):
    """One of `keys` must be there, unless a condition holds; the first of them is the one that is missed."""

    keys: tuple[str, ...]
    hint: str
    unless: tuple[Condition, ...] = ()


class Need(msgspec.Struct, frozen=True):
    """Where `when` holds, `then` must hold too."""

    when: Condition
    then: Condition
    message: str
    hint: str


class Demand(msgspec.Struct, frozen=True):
    """`path` is dotted and names the key that the trouble is about, which may well not be there."""

    path: str
    trouble: Trouble


_PASSTHROUGH = Condition("enableAudioPassthrough", value=True)

# The platform answers a config without a face or a voice with a token that no official client accepts.
CORE: Final = (
    Core(("name",), "Add name: with the name people see."),
    Core(("avatarId", "avatar"), "Add avatarId, or avatar: with a name from personactl avatar list."),
    Core(
        ("voiceId", "voice"),
        "Add voiceId, or voice: with a name from personactl voice list.",
        unless=(_PASSTHROUGH, Condition("llmId", LLM_OFF)),
    ),
)
"""What every persona must have, its own or extended."""

NEEDS: Final = (
    Need(
        Condition("sessionOptions.videoWidth"),
        Condition("sessionOptions.videoHeight"),
        "sessionOptions.videoWidth needs videoHeight",
        "Add videoHeight, or remove videoWidth.",
    ),
    Need(
        Condition("sessionOptions.videoHeight"),
        Condition("sessionOptions.videoWidth"),
        "sessionOptions.videoHeight needs videoWidth",
        "Add videoWidth, or remove videoHeight.",
    ),
    Need(
        Condition("sessionOptions.regionPolicy", "strict"),
        Condition("sessionOptions.region"),
        "a strict regionPolicy needs a region",
        "Add region, or write regionPolicy: preferred.",
    ),
    Need(
        Condition("sessionOptions.egress"),
        _PASSTHROUGH,
        "sessionOptions.egress needs enableAudioPassthrough: true",
        "Add enableAudioPassthrough: true.",
    ),
)


def unmet(config: JsonMapping, *, complete: bool) -> Iterator[Demand]:
    """What `config` violates. A part for `extends` is not `complete`: it may leave out what its users supply."""
    if complete:
        for core in CORE:
            if not (config.keys() & set(core.keys) or any(condition.holds(config) for condition in core.unless)):
                yield Demand(core.keys[0], Trouble("S108", f"the persona has no {core.keys[0]}", core.hint))
    for first, second in RIVALS:
        if value_at(config, first) is not None and value_at(config, second) is not None:
            message = f"{first} and {second} exclude each other"
            yield Demand(second, Trouble("S111", message, "Keep one of the two."))
    for need in NEEDS:
        if need.when.holds(config) and not need.then.holds(config):
            yield Demand(need.when.path, Trouble("S114", need.message, need.hint))


def value_at(config: JsonMapping, path: str) -> JsonValue:
    """None where the path leads nowhere."""
    first, *steps = path.split(".")
    value = config.get(first)
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
