"""`personactl avatar`: the faces of the catalogue."""

from typing import TYPE_CHECKING

from personactl.cli.catalogue import CatalogueKind, EntryArgument, SearchOption, list_entries, show_entry
from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.api.catalogue import Avatar


def list_(
    search: SearchOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the avatars that this account may use.

    \b
    Examples:
      personactl avatar list
      personactl avatar list --search cara
      personactl avatar list --format json
    """
    return list_entries(_shelf(), search, format, profile, quiet=quiet)


def show(
    entry: EntryArgument,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show one avatar, and the line that puts it into a persona file.

    \b
    Examples:
      personactl avatar show cara
      personactl avatar show 30fa96d0-26c4-4e55-94a0-517025942e18
    """
    return show_entry(_shelf(), entry, format, profile, quiet=quiet)


def _shelf() -> "CatalogueKind[Avatar]":
    from personactl.api.catalogue import get_avatar, list_avatars
    from personactl.report.catalogue_text import avatars_table

    return CatalogueKind("avatar", "avatarId", list_avatars, get_avatar, avatars_table)
