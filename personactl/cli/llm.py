"""`personactl llm`: the language models of the catalogue."""

from typing import TYPE_CHECKING

from personactl.cli.catalogue import CatalogueKind, EntryArgument, SearchOption, list_entries, show_entry
from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.api.catalogue import Llm


def list_(
    search: SearchOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the LLMs that this account may use.

    \b
    Examples:
      personactl llm list
      personactl llm list --search gpt-4.1-mini
      personactl llm list --format json
    """
    return list_entries(_shelf(), search, format, profile, quiet=quiet)


def show(
    entry: EntryArgument,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show one LLM, and the line that puts it into a persona file.

    \b
    Examples:
      personactl llm show gpt-4.1-mini
      personactl llm show CUSTOMER_CLIENT_V1
    """
    return show_entry(_shelf(), entry, format, profile, quiet=quiet)


def _shelf() -> "CatalogueKind[Llm]":
    from personactl.api.catalogue import get_llm, list_llms
    from personactl.report.catalogue_text import llms_table

    return CatalogueKind("llm", "llmId", list_llms, get_llm, llms_table)
