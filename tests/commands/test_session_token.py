"""Session tokens, created from Python."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.session_token import TokenOptions, make_token
from personactl.errors import NotFoundError


def test_a_persona_that_was_not_pushed_gets_an_ephemeral_token(shop: Path, context: Context) -> None:
    made = make_token(TokenOptions("cara"), context)
    assert (made.request.kind, made.stale) == ("ephemeral", ())
    assert made.token.reveal() not in repr(made)


def test_a_persona_that_does_not_exist_is_refused(shop: Path, context: Context) -> None:
    with pytest.raises(NotFoundError):
        make_token(TokenOptions("otto"), context)
