"""A persona, read and complete: overlays merged, prompt loaded, fields sorted by where the platform wants them."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from personactl.json_value import JsonMapping
from personactl.persona.resource import Address, Resource


class Persona(msgspec.Struct, frozen=True):
    """What one file says. The mappings hold only what it says (absent is not null), in the order of `fields.FIELDS`.

    `stored` is the body for POST and PUT /v1/personas; `config` the personaConfig of an ephemeral session token and
    `session_options` the sessionOptions beside it. None of them holds `unresolved`, which names what still has to be
    looked up in the catalogue: `{"avatarId": "Cara"}` for a file that says `avatar: Cara`. Where another resource of
    the project is meant, a reference stands in the place of its id.

    `platform_tools` are the names of tools that no file defines: their ids belong at the end of both `toolIds`.
    `inline_tools` are the tools that the file defines in place, as `stored` refers to them; `config` has them itself.
    """

    key: str
    path: Path
    name: str
    stored: JsonMapping
    config: JsonMapping
    session_options: JsonMapping
    unresolved: Mapping[str, str]
    platform_tools: tuple[str, ...] = ()
    inline_tools: tuple[Resource, ...] = ()

    def as_resource(self) -> Resource:
        unresolved: dict[str, str | tuple[str, ...]] = dict(self.unresolved)
        if self.platform_tools:
            unresolved["toolIds"] = self.platform_tools
        return Resource(Address("persona", self.key), self.path, self.name, self.stored, unresolved)
