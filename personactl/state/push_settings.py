"""The `push` section of `personactl.yaml`: the limits that a project sets for everybody who pushes it."""

from personactl.document.document import Document
from personactl.document.node import Entry
from personactl.state.project_fields import MOST_AT_ONCE, PUSH
from personactl.state.project_settings import PushSettings
from personactl.state.settings_file import mapping, whole_number


def read_push_settings(document: Document, entry: Entry | None) -> PushSettings:
    """Raises `UsageError` with the place of what is not as it must be."""
    if entry is None:
        return PushSettings()
    entries = mapping(document, entry.value, "'push'", tuple(PUSH.fields))
    return PushSettings(
        whole_number(document, entries.get("maxDelete"), 0),
        whole_number(document, entries.get("concurrency"), 1, MOST_AT_ONCE),
    )
