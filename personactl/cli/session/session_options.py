"""Options that several commands about sessions share."""

from typing import Annotated

import typer

PersonaOption = Annotated[
    str | None,
    typer.Option("--persona", metavar="NAME", help="Only sessions of this persona: its key, name or id."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="AGE", help="Nothing older than this: 90s, 15m, 2h, 3d, 1w or an ISO time."),
]
