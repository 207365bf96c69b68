"""The secrets that a plan sends: read before anything leaves, so that one that is missing stops all of it.

A plan knows only where they are kept. They stay in memory for as long as the plan is being carried out.
"""

from collections.abc import Iterator

from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonValue
from personactl.persona.resource import SecretSource
from personactl.secret import Secret
from personactl.sync.kinds.kind import ReadSecret
from personactl.sync.plan.plan import Adopt, Create, Item, Plan, Replace, Update


def source_of(value: JsonValue) -> SecretSource | None:
    """Where the secret is kept, out of a field that says so; None for no secret. Raises `UsageError`."""
    match value:
        case None:
            return None
        case {"env": str() as name}:
            return SecretSource("env", name)
        case {"keyring": str() as name}:
            return SecretSource("keyring", name)
        case _:
            raise UsageError(
                "the secret of an LLM is no reference",
                where="secret",
                hint="write secret: {env: NAME}, or {keyring: NAME}",
            )


def read_ahead(plan: Plan, read_secret: ReadSecret) -> ReadSecret:
    """What knows the secrets that `plan` sends. Raises what `read_secret` raises for the first that is not there, with
    the file that asks for it, and the words for all of them."""
    found: dict[SecretSource, Secret] = {}
    missing: dict[SecretSource, tuple[Item, PersonactlError]] = {}
    for item, source in _sent(plan):
        if source in found or source in missing:
            continue
        try:
            found[source] = read_secret(source)
        except PersonactlError as error:
            missing[source] = (item, error)
    if missing:
        _refuse([*missing.values()])
    return lambda source: found[source] if source in found else read_secret(source)


def _sent(plan: Plan) -> Iterator[tuple[Item, SecretSource]]:
    for item in plan.items:
        match item.action:
            case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                source = source_of(write.send.get("secret")) if item.address.kind == "llm" else None
                if source is not None:
                    yield item, source
            case _:
                pass


def _refuse(missing: list[tuple[Item, PersonactlError]]) -> None:
    error = missing[0][1]
    raise type(error)(
        f"{'; '.join(each.message for _, each in missing)}: nothing was sent",
        where=f"{', '.join(item.place for item, _ in missing)}: {error.where}",
        hint=error.hint,
    ) from error
