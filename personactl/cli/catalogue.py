"""`personactl avatar`, `voice` and `llm`: the same two commands for each kind of catalogue entry."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.output import Output

if TYPE_CHECKING:
    from personactl.commands.catalogue import KindName

SearchOption = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help="Only entries whose name or description contains TEXT.")
]
EntryArgument = Annotated[
    str, typer.Argument(metavar="ID|NAME", help="The id or the name of an entry, as 'list' shows it.")
]


class _Help(Struct, frozen=True):
    """The words in the help of one kind's commands.

    noun: the name of one entry.
    plural: the name of several entries.
    examples: two names or ids for the examples of `show`; the first is also the example of --search.
    """

    noun: str
    plural: str
    examples: tuple[str, str]


_HELP: "dict[KindName, _Help]" = {
    "avatar": _Help("avatar", "avatars", ("cara", "30fa96d0-26c4-4e55-94a0-517025942e18")),
    "voice": _Help("voice", "voices", ("lucy", "6bfbe25a-979d-40f3-a92b-5394170af54b")),
    "llm": _Help("LLM", "LLMs", ("gpt-4.1-mini", "CUSTOMER_CLIENT_V1")),
}


def _list_command(kind: "KindName") -> Callable[..., int]:
    def list_(
        search: SearchOption = None,
        format: TextJsonOption = TextJson.text,
        profile: ProfileOption = None,
        quiet: QuietOption = False,
    ) -> int:
        return _list(kind, search, format, profile, quiet=quiet)

    words = _HELP[kind]
    list_.__doc__ = f"""List the {words.plural} that this account may use.

    \b
    Examples:
      personactl {kind} list
      personactl {kind} list --search {words.examples[0]}
      personactl {kind} list --format json
    """
    return list_


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


avatar_list, avatar_show = _list_command("avatar"), _show_command("avatar")
voice_list, voice_show = _list_command("voice"), _show_command("voice")
llm_list, llm_show = _list_command("llm"), _show_command("llm")


def _list(kind: "KindName", search: str | None, format: TextJson, profile: str | None, *, quiet: bool) -> int:
    from personactl.cli.terminal.environment import current_context
    from personactl.commands.catalogue import list_entries
    from personactl.report.catalogue_report import entries_json, entries_table

    out = Output(quiet=quiet)
    entries = list_entries(kind, search, profile, current_context(out))
    if format is TextJson.json:
        out.json(entries_json(f"{kind}s", entries))
    elif entries:
        table = entries_table(entries, out.width)
        out.table(table.columns, table.rows)
    else:
        out.note(f"no {_HELP[kind].noun} matches" if search else f"this account has no {_HELP[kind].plural}")
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
