"""A secret in a file of `llms/` is masked wherever the file is shown, even if YAML ignores the value."""

from pathlib import Path

import pytest

from personactl.document.parser import parse
from personactl.persona.schema.literal_secrets import without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("secret: hunter2 and more\n", "secret: ****************\n"),
        ("secret: {env: HOUSE}\nsecret: hunter2\n", "secret: {env: HOUSE}\nsecret: *******\n"),
        ("secret: {env: HOUSE}\n'secret': \"hunter2\"\n", "secret: {env: HOUSE}\n'secret': *********\n"),
        ("{secret: {env: HOUSE}, secret: hunter2}\n", "{secret: {env: HOUSE}, secret: *******}\n"),
        ("secret: {env: HOUSE}\n", "secret: {env: HOUSE}\n"),
    ],
)
def test_a_literal_secret_is_hidden(text: str, shown: str) -> None:
    assert without_secrets(parse(text, Path("llms/house.yaml"))).text == shown
