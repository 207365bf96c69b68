"""A persona, read and complete: overlays merged, prompt loaded, fields sorted by where the platform wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from personactl.json_value import JsonMapping


@dataclass(frozen=True, slots=True)
class Persona:
    """What one file says. The mappings hold only what it says (absent is not null), in the order of `fields.FIELDS`.

    `stored` is the body for POST and PUT /v1/personas; `config` the personaConfig of an ephemeral session token and
    `session_options` the sessionOptions beside it. None of them holds `unresolved`, which names what still has to be
    looked up in the catalogue: `{"avatarId": "Cara"}` for a file that says `avatar: Cara`.
    """

    key: str
    path: Path
    name: str
    stored: JsonMapping
    config: JsonMapping
    session_options: JsonMapping
    unresolved: Mapping[str, str]
