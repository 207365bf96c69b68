"""`personactl voice`: the voices of the catalogue."""

from typing import TYPE_CHECKING

from personactl.cli.catalogue import CatalogueKind, EntryArgument, SearchOption, list_entries, show_entry
from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.api.catalogue import Voice


def list_(
    search: SearchOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the voices that this account may use.

    \b
    Examples:
      personactl voice list
      personactl voice list --search lucy
      personactl voice list --format json
    """
    return list_entries(_shelf(), search, format, profile, quiet=quiet)


def show(
    entry: EntryArgument,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show one voice, and the line that puts it into a persona file.

    \b
    Examples:
      personactl voice show lucy
      personactl voice show 6bfbe25a-979d-40f3-a92b-5394170af54b
    """
    return show_entry(_shelf(), entry, format, profile, quiet=quiet)


def _shelf() -> "CatalogueKind[Voice]":
    from personactl.api.catalogue import get_voice, list_voices
    from personactl.report.catalogue_text import voices_table

    return CatalogueKind("voice", "voiceId", list_voices, get_voice, voices_table)
