"""Check a persona as a whole: missing keys, keys that cannot be used together, and keys that need another key.

The checks look at merged values, because a base file or a profile may supply what a file leaves out. The requirements
are tables, because the JSON Schema of a persona file is made of the same ones.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from personactl.document.document import Trouble
from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.schema.fields import EXCLUSIVE_PAIRS

LLM_OFF: Final = "CUSTOMER_CLIENT_V1"
"""The llmId of a persona without an LLM: the code of the client supplies what the persona says."""


class Condition(msgspec.Struct, frozen=True):
    """A condition on one key.

    path:  the dotted path of the key
    value: the value that it must have, or None for any value but null
    """

    path: str
    value: bool | str | None = None

    def holds(self, config: JsonMapping) -> bool:
        found = value_at(config, self.path)
        if self.value is None:
            return found is not None
        return type(found) is type(self.value) and found == self.value


class RequiredKey(msgspec.Struct, frozen=True):
    """A key that every persona must have.

    keys:   alternatives, one of which must be present; a message names the first
    hint:   what to do if none is present
    unless: conditions under which none is needed
    """

    keys: tuple[str, ...]
    hint: str
    unless: tuple[Condition, ...] = ()


class Dependency(msgspec.Struct, frozen=True):
    """If the condition `when` holds, the condition `then` must hold too."""

    when: Condition
    then: Condition
    message: str
    hint: str


class Unmet(msgspec.Struct, frozen=True):
    """A requirement that a persona does not meet. `path` is the dotted path of its key, which may be absent."""

    path: str
    trouble: Trouble


_PASSTHROUGH = Condition("enableAudioPassthrough", value=True)

# For a config without an avatar or a voice the platform returns a token that no official client accepts
# (docs/platform.md#session-tokens).
REQUIRED_KEYS: Final = (
    RequiredKey(("name",), "Add name: with the name that users see."),
    RequiredKey(
        ("avatarId", "avatar"),
        "Add avatarId: with an id, or avatar: with a name. 'personactl avatar list' shows both.",
    ),
    RequiredKey(
        ("voiceId", "voice"),
        "Add voiceId: with an id, or voice: with a name. 'personactl voice list' shows both.",
        unless=(_PASSTHROUGH, Condition("llmId", LLM_OFF)),
    ),
)
"""The keys that every persona must have, in its own file or in one that it extends."""

DEPENDENCIES: Final = (
    Dependency(
        Condition("sessionOptions.videoWidth"),
        Condition("sessionOptions.videoHeight"),
        "sessionOptions.videoWidth needs videoHeight",
        "Add videoHeight, or remove videoWidth.",
    ),
    Dependency(
        Condition("sessionOptions.videoHeight"),
        Condition("sessionOptions.videoWidth"),
        "sessionOptions.videoHeight needs videoWidth",
        "Add videoWidth, or remove videoHeight.",
    ),
    Dependency(
        Condition("sessionOptions.regionPolicy", "strict"),
        Condition("sessionOptions.region"),
        "sessionOptions.regionPolicy: strict needs region",
        "Add region, or write regionPolicy: preferred.",
    ),
    Dependency(
        Condition("sessionOptions.egress"),
        _PASSTHROUGH,
        "sessionOptions.egress needs enableAudioPassthrough: true",
        "Add enableAudioPassthrough: true.",
    ),
)


def unmet_requirements(config: JsonMapping, *, complete: bool) -> Iterator[Unmet]:
    """Yield the requirements that `config` does not meet.

    A part for `extends` is not `complete`: it may leave out keys that the files that extend it supply.
    """
    if complete:
        for required in REQUIRED_KEYS:
            present = config.keys() & set(required.keys)
            if not (present or any(condition.holds(config) for condition in required.unless)):
                first = required.keys[0]
                yield Unmet(first, Trouble("S108", f"the persona has no {first}", required.hint))
    for first, second in EXCLUSIVE_PAIRS:
        if value_at(config, first) is not None and value_at(config, second) is not None:
            message = f"{first} and {second} cannot be used together"
            yield Unmet(second, Trouble("S111", message, "Remove one of them."))
    for dependency in DEPENDENCIES:
        if dependency.when.holds(config) and not dependency.then.holds(config):
            yield Unmet(dependency.when.path, Trouble("S114", dependency.message, dependency.hint))


def value_at(config: JsonMapping, path: str) -> JsonValue:
    """Return the value at a dotted path, or None if there is none."""
    first, *steps = path.split(".")
    value = config.get(first)
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
