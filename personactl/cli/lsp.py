"""`personactl lsp`: an editor on stdin and stdout, and the target's catalogue when it asks for names."""

from typing import TYPE_CHECKING

from personactl.cli.options import ProfileOption

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.cli.output import Output
    from personactl.lsp.catalogue_names import Listed, Shelves
    from personactl.state.target import Target

_CATALOGUE_TIMEOUT_S = 5.0


def lsp(profile: ProfileOption = None) -> int:
    """Serve an editor over stdio: findings while you type, hover, completion and fixes.

    An editor starts it and speaks the Language Server Protocol with it. It needs the extra "lsp". The names of
    avatars, voices and LLMs come from the target's catalogue; without one they are left out.

    \b
    Examples:
      personactl lsp
      personactl lsp --profile local
    """
    from personactl.errors import UsageError

    try:
        from personactl.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pygls", "lsprotocol", "cattrs", "attrs"}:
            raise
        raise UsageError(
            f"the language server needs {error.name}, which is not installed",
            where="the extra 'lsp' of personactl",
            hint="pip install 'personactl[lsp]'",
        ) from error
    from personactl.cli.output import Output

    out = Output()
    if out.stdin_terminal:
        out.note("waiting for an editor on stdin; Ctrl-C ends it")
    return serve(lambda: _shelves(profile, out))


def _shelves(profile: str | None, out: "Output") -> "Shelves":
    """What the catalogue has; of what cannot be had nothing, with a line on stderr."""
    import asyncio

    from personactl.commands.targets import open_target
    from personactl.errors import PersonactlError

    try:
        return asyncio.run(asyncio.wait_for(_read(open_target(profile, out)), _CATALOGUE_TIMEOUT_S))
    except PersonactlError as error:
        out.warn(f"no names from the catalogue: {error.message} ({error.where})")
    except TimeoutError:
        out.warn(f"no names from the catalogue: it did not answer within {_CATALOGUE_TIMEOUT_S:.0f} s")
    return {}


async def _read(target: "Target") -> "Shelves":
    from personactl.commands.targets import connect

    async with connect(target, read_only=True) as client:
        return {"avatar": await _avatars(client), "voice": await _voices(client), "llm": await _llms(client)}


async def _avatars(client: "Client") -> "tuple[Listed, ...]":
    from personactl.api.catalogue import list_avatars
    from personactl.lsp.catalogue_names import Listed

    return tuple(
        [
            Listed(one.id, f"{one.display_name} {one.variant_name or ''}".strip(), one.active_version or "")
            async for one in list_avatars(client)
        ]
    )


async def _voices(client: "Client") -> "tuple[Listed, ...]":
    from personactl.api.catalogue import list_voices
    from personactl.lsp.catalogue_names import Listed

    return tuple(
        [
            Listed(one.id, one.display_name, ", ".join(part for part in (one.gender, one.country) if part))
            async for one in list_voices(client)
        ]
    )


async def _llms(client: "Client") -> "tuple[Listed, ...]":
    from personactl.api.catalogue import list_llms
    from personactl.lsp.catalogue_names import Listed

    return tuple([Listed(one.id, one.display_name, one.model_name or "") async for one in list_llms(client)])
