"""Options that several commands about sessions share."""

from typing import Annotated

import typer

PersonaOption = Annotated[
    str | None,
    typer.Option("--persona", metavar="NAME", help="Only sessions of this persona: its key, name or id."),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="TIME",
        help="Nothing older than this: an age (15m, 2h, 3d, 1w), a day (today, yesterday) or a time. A time without a"
        " zone is local, as on a terminal: 14:30, '2026-11-22 14:30'; with a zone: 2026-11-22T13:30Z.",
    ),
]
