"""Forms of a persona that only an answer of the platform or old code has, turned into the form of a request.

`avatar: {id}` becomes `avatarId`, `brain: {systemPrompt}` becomes `systemPrompt`, and `brainType` becomes `llmId`, as
`validate --fix` does it. What cannot be turned stays, and is a key that a persona does not have.
"""

from typing import Final

from msgspec.structs import replace

from personactl.literals.literal import Fields, Member, Text
from personactl.persona.foreign.remark import Remark
from personactl.persona.foreign.snake_case import camel_case
from personactl.persona.schema.field_shapes import LEGACY_LLM, UUID

_INNER: Final = {"avatar": ("id", "avatarId"), "voice": ("id", "voiceId"), "brain": ("systemPrompt", "systemPrompt")}


def in_current_form(value: Fields, remarks: list[Remark]) -> Fields:
    """Return the object with the keys of a request, and add a remark about each key that changed."""
    names = {camel_case(member.name) for member in value.members}
    members: list[Member] = []
    for member in value.members:
        for new in _turned(member, names):
            members.append(new)
            if new.name != member.name:
                message = f"{member.name} was written as {new.name}, which the platform reads"
                remarks.append(Remark("renamed", message, "Nothing is left to do.", member.place, (new.name,)))
    return replace(value, members=tuple(members))


def _turned(member: Member, names: set[str]) -> list[Member]:
    name, value = camel_case(member.name), member.value
    if name == "brainType" and "llmId" not in names and isinstance(value, Text):
        known = value.known or ""
        return [replace(member, name="llmId") if LEGACY_LLM.fullmatch(known) or UUID.fullmatch(known) else member]
    if name not in _INNER or not isinstance(value, Fields):
        return [member]
    inner_name, new_name = _INNER[name]
    inner = next((one for one in value.members if camel_case(one.name) == inner_name), None)
    if inner is None or new_name in names or not isinstance(inner.value, Text):
        return [member]
    rest = tuple(one for one in value.members if one is not inner) if name == "brain" else ()
    kept = [Member(member.name, member.place, replace(value, members=rest))] if rest else []
    return [Member(new_name, inner.place, inner.value), *kept]
