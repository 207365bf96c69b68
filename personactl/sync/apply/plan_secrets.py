"""The secrets that a plan sends. They are read before anything is sent, so that a missing one stops the whole run.

A plan holds references to secrets. The secrets stay in memory while the plan is carried out.
"""

from collections.abc import Iterator

from personactl.errors import PersonactlError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.sync.plan.plan import Adopt, Create, Item, Plan, Replace, Update, Write
from personactl.sync.values.field_paths import is_header
from personactl.sync.values.secret_field import ReadSecret, ReleaseSecret, header_sources, secret_source
from personactl.sync.values.secret_uses import SecretUse


def read_plan_secrets(plan: Plan, release: ReleaseSecret, read_secret: ReadSecret) -> ReadSecret:
    """Read all secrets that `plan` sends, and return a function that has them.

    release: raises if a secret must not go to a host; after that, `read_secret` reads it.

    Raises what `release` and `read_secret` raise for the first secret that is refused or missing, with the messages for
    all of them and the files that refer to them.
    """
    _release(plan, release)
    found: dict[SecretSource, Secret] = {}
    missing: dict[SecretSource, tuple[Item, PersonactlError]] = {}
    for item, source in _sent_secrets(plan):
        if source in found or source in missing:
            continue
        try:
            found[source] = read_secret(source)
        except PersonactlError as error:
            missing[source] = (item, error)
    if missing:
        _refuse([*missing.values()])
    return lambda source: found[source] if source in found else read_secret(source)


def _release(plan: Plan, release: ReleaseSecret) -> None:
    refused: dict[SecretUse, tuple[Item, PersonactlError]] = {}
    for item, use in [(one, use) for one in plan.items for use in one.secrets.uses]:
        try:
            release(use.source, use.origin)
        except PersonactlError as error:
            refused.setdefault(use, (item, error))
    if refused:
        _refuse([*refused.values()])


def _sent_secrets(plan: Plan) -> Iterator[tuple[Item, SecretSource]]:
    for item in plan.items:
        match item.action:
            case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                yield from ((item, source) for source in _sources(item, write))
            case _:
                pass


def _sources(item: Item, write: Write) -> Iterator[SecretSource]:
    match item.address.kind:
        case "llm":
            source = secret_source(write.send.get("secret"))
            yield from () if source is None else (source,)
        case "tool":
            headers = {path: value for path, value in write.send.items() if is_header(path)}
            yield from header_sources(headers)
        case _:
            pass


def _refuse(missing: list[tuple[Item, PersonactlError]]) -> None:
    error = missing[0][1]
    raise type(error)(
        f"{'; '.join(each.message for _, each in missing)}: nothing was sent",
        where=f"{', '.join(item.place for item, _ in missing)}: {error.where}",
        hint=error.hint,
    ) from error
