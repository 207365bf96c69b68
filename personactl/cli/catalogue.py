"""`personactl avatar`, `voice` and `llm`: list the entries of the catalogue, and show one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.output import Output

if TYPE_CHECKING:
    from personactl.commands.catalogue import KindName
    from personactl.commands.catalogue_filter import CatalogueFilter

SearchOption = Annotated[
    str | None,
    typer.Option("--search", metavar="WORDS", help="Only entries with all WORDS in name, description or tags."),
]
TagOption = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="Only entries with this tag, or one of several.")
]
StyleOption = Annotated[
    list[str] | None,
    typer.Option("--style", metavar="STYLE", help="realistic, animated_3d, illustrated or unknown."),
]
ProviderOption = Annotated[
    list[str] | None,
    typer.Option("--provider", metavar="NAME", help="cartesia, elevenlabs, openai_advanced_voice or fish_audio."),
]
GenderOption = Annotated[list[str] | None, typer.Option("--gender", metavar="GENDER", help="female, male or neutral.")]
CountryOption = Annotated[
    list[str] | None, typer.Option("--country", metavar="CODE", help="The accent: two letters, such as GB or US.")
]
EntryArgument = Annotated[
    str,
    typer.Argument(metavar="ID|NAME", help="The id of an entry or its beginning, or the name, as 'list' shows it."),
]


class _Help(Struct, frozen=True):
    """The words in the help of one kind's `show`.

    noun: the name of one entry.
    examples: two names or ids.
    """

    noun: str
    examples: tuple[str, str]


_HELP: "dict[KindName, _Help]" = {
    "avatar": _Help("avatar", ("cara", "30fa96d0-26c4-4e55-94a0-517025942e18")),
    "voice": _Help("voice", ("lucy", "6bfbe25a-979d-40f3-a92b-5394170af54b")),
    "llm": _Help("LLM", ("gpt-4.1-mini", "CUSTOMER_CLIENT_V1")),
}


def avatar_list(
    search: SearchOption = None,
    style: StyleOption = None,
    tag: TagOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the avatars that this account may use.

    Options narrow the list together. An option that is given several times, or with commas, allows each of its values.
    A narrow terminal shows the beginnings of ids, which 'show' takes; a pipe gets whole ones.

    \b
    Examples:
      personactl avatar list
      personactl avatar list --search 'cara desk'
      personactl avatar list --style realistic --tag studio
      personactl avatar list --format json
    """
    return _list("avatar", _filter(search, tag, style=style), format, profile, quiet=quiet)


def voice_list(
    search: SearchOption = None,
    provider: ProviderOption = None,
    gender: GenderOption = None,
    country: CountryOption = None,
    tag: TagOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the voices that this account may use.

    Options narrow the list together. An option that is given several times, or with commas, allows each of its values.
    A narrow terminal shows the beginnings of ids, which 'show' takes; a pipe gets whole ones. A voice has the country
    of its accent, but no language.

    \b
    Examples:
      personactl voice list
      personactl voice list --search 'british narration'
      personactl voice list --gender female --country GB,IE
      personactl voice list --provider elevenlabs --tag calm --format json
    """
    wanted = _filter(search, tag, provider=provider, gender=gender, country=country)
    return _list("voice", wanted, format, profile, quiet=quiet)


def llm_list(
    search: SearchOption = None,
    tag: TagOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List the LLMs that this account may use.

    Options narrow the list together. An option that is given several times, or with commas, allows each of its values.
    A narrow terminal shows the beginnings of ids, which 'show' takes; a pipe gets whole ones.

    \b
    Examples:
      personactl llm list
      personactl llm list --search gpt-4.1
      personactl llm list --format json
    """
    return _list("llm", _filter(search, tag), format, profile, quiet=quiet)


def _show_command(kind: "KindName") -> Callable[..., int]:
    def show(
        entry: EntryArgument,
        format: TextJsonOption = TextJson.text,
        profile: ProfileOption = None,
        quiet: QuietOption = False,
    ) -> int:
        return _show(kind, entry, format, profile, quiet=quiet)

    words = _HELP[kind]
    show.__doc__ = f"""Show one {words.noun}, and the line that selects it in a persona file.

    \b
    Examples:
      personactl {kind} show {words.examples[0]}
      personactl {kind} show {words.examples[1]}
    """
    return show


avatar_show, voice_show, llm_show = _show_command("avatar"), _show_command("voice"), _show_command("llm")


def _filter(search: str | None, tag: list[str] | None, **properties: list[str] | None) -> "CatalogueFilter":
    from personactl.commands.catalogue_filter import CatalogueFilter

    return CatalogueFilter(
        search or "", tags=_values(tag), **{name: _values(values) for name, values in properties.items()}
    )


def _values(texts: list[str] | None) -> tuple[str, ...]:
    return tuple(value.strip() for text in texts or () for value in text.split(",") if value.strip())


def _list(kind: "KindName", wanted: "CatalogueFilter", format: TextJson, profile: str | None, *, quiet: bool) -> int:
    from personactl.cli.terminal.environment import current_context
    from personactl.commands.catalogue import list_entries
    from personactl.report.catalogue_report import entries_json, entries_table

    out = Output(quiet=quiet)
    found = list_entries(kind, wanted, profile, current_context(out))
    if format is TextJson.json:
        out.json(entries_json(f"{kind}s", found.entries))
    elif found.entries:
        out.table(entries_table(found.entries, out.width))
    if found.reason:
        out.note(found.reason)
    return 0


def _show(kind: "KindName", text: str, format: TextJson, profile: str | None, *, quiet: bool) -> int:
    from personactl.cli.terminal.environment import current_context
    from personactl.commands.catalogue import read_entry
    from personactl.report.catalogue_report import entry_json, entry_page

    out = Output(quiet=quiet)
    context = current_context(out)
    entry = read_entry(kind, text.strip(), profile, context)
    if format is TextJson.json:
        out.json({kind: entry_json(entry)})
    else:
        out.answer(*entry_page(entry, out.view(context.environment.now())))
    return 0
