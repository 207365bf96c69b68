"""`personactl trust`: say where keys and secrets may go, which a repository does not decide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.state.credentials.trust import TrustEntry

_PlaceArgument = Annotated[
    str | None,
    typer.Argument(metavar="[ORIGIN|DIR]", help="An address, or the folder of a project; by default this project."),
]
_VariableOption = Annotated[
    str | None,
    typer.Option("--variable", metavar="NAME", help="Trust a secret's variable for the hosts that files send it to."),
]
_ListOption = Annotated[bool, typer.Option("--list", help="List what is trusted on this machine.")]
_RemoveOption = Annotated[bool, typer.Option("--remove", help="Trust it no longer.")]


def trust(
    place: _PlaceArgument = None,
    variable: _VariableOption = None,
    list: _ListOption = False,
    remove: _RemoveOption = False,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Say where keys and secrets may go.

    A key from the environment goes to the hosted platform and to ANAM_API_URL. To an address that only a project names
    it goes after a login there, or after this command: for one address in all projects, or for all that the project in
    a folder names now. Another address in its file later is not trusted. In CI, PERSONACTL_TRUST_ORIGINS lists
    addresses.

    A file can refer to a secret in any variable that begins with ANAM_ or PERSONACTL_. --variable trusts another one in
    this project, for the hosts that the files send it to now, or for ORIGIN. In CI, PERSONACTL_TRUST_VARIABLES lists
    NAME=ORIGIN.

    \b
    Examples:
      personactl trust https://anam.internal.example
      personactl trust ~/src/personas
      personactl trust --variable OPENAI_API_KEY
      personactl trust --list
      personactl trust --remove https://anam.internal.example
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.trust import TrustRequest, add_trust, list_trust, remove_trust
    from personactl.errors import UsageError

    if list and (remove or place or variable):
        hint = "leave out --list, or everything else: it lists what is trusted in all projects"
        raise UsageError("--list does not go with another option or a place", where="trust --list", hint=hint)
    out = Output(quiet=quiet)
    context = current_context(out)
    request = TrustRequest(place, variable)
    if list:
        entries = list_trust(context.environment)
    elif remove:
        entries = remove_trust(request, context.environment)
    else:
        entries = add_trust(request, context)
    _print(entries, out, format, removed=remove)
    if entries and remove:
        from personactl.commands.project.trust_left import left_notes

        out.note("no longer trusted")
        for sentence in left_notes(entries, context.environment):
            out.warn(sentence)
    return 0


def _print(entries: "Sequence[TrustEntry]", out: "Output", format: TextJson, *, removed: bool) -> None:
    from personactl.report.trust_report import trust_json, trust_table

    if format is TextJson.json:
        out.json(trust_json(entries))
    elif entries:
        out.table(trust_table(entries, out.width, removed=removed))
    if not entries:
        out.note("nothing is trusted but the hosted platform")
