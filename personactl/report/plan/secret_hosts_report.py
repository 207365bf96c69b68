"""Which secret goes to which host because of a plan: one line for each secret, and the same for programs."""

from collections.abc import Sequence

from personactl.json_value import JsonObject
from personactl.persona.project_resource import SecretSource
from personactl.sync.plan.plan import Item
from personactl.sync.values.secret_uses import SecretUse

UNCLEAR = "an address that programs may read in different ways"


def secret_lines(item: Item) -> list[str]:
    """Return a line for each secret, in the order of the file; none if nothing about them changes."""
    origins: dict[SecretSource, list[str]] = {}
    for use in item.secrets.uses:
        origins.setdefault(use.source, []).append(use.origin or UNCLEAR)
    before = f" (before: {item.secrets.moved_from})" if item.secrets.moved_from else ""
    return [f"{shown_source(source)} goes to {_list(hosts)}{before}" for source, hosts in origins.items()]


def secrets_json(item: Item) -> list[JsonObject]:
    """Return an object for each secret and host, in the order of the file."""
    return [
        {
            "place": "environment" if use.source.place == "env" else "keyring",
            "name": use.source.name,
            "origin": use.origin,
            "previousOrigin": item.secrets.moved_from or None,
        }
        for use in item.secrets.uses
    ]


def shown_use(use: SecretUse) -> str:
    """Return one secret and its host in words."""
    return f"{shown_source(use.source)} goes to {use.origin or UNCLEAR}"


def shown_source(source: SecretSource) -> str:
    """Return a secret as a person knows it, without its value."""
    return f"${source.name}" if source.place == "env" else f"{source.name} of the keyring"


def _list(words: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(words))
