"""The target's catalogue as the rules of `validate --online` read it: three lists, read once."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from personactl.api.catalogue import Avatar
    from personactl.api.client import Client
    from personactl.cli.output import Output
    from personactl.lint.catalogue import Catalogue

OnlineOption = Annotated[
    bool,
    typer.Option("--online", help="Look up ids, names, voices and models in the target's catalogue too."),
]


def target_stock(profile: str | None, out: "Output") -> "Catalogue":
    """What the target has in stock. Nothing but reads leaves. Raises what those raise."""
    import asyncio

    from personactl.cli.connection import connect, open_target

    target = open_target(profile, out)

    async def read() -> "Catalogue":
        async with connect(target, read_only=True, on_wait=out.note) as client:
            return await stock(client)

    return asyncio.run(read())


async def stock(client: "Client") -> "Catalogue":
    """Tools and folders are left out: nothing can be said about their ids."""
    from personactl.api.catalogue import list_avatars, list_llms, list_voices
    from personactl.lint.catalogue import Catalogue, StockAvatar, StockLlm, StockVoice

    async def avatars() -> dict[str, StockAvatar]:
        return {
            one.id.lower(): StockAvatar(
                (f"{one.display_name} {one.variant_name or ''}".strip(), one.display_name),
                one.available_versions or (),
                _portrait(one),
            )
            async for one in list_avatars(client)
        }

    async def voices() -> dict[str, StockVoice]:
        return {
            one.id.lower(): StockVoice((one.display_name,), one.provider, one.country, one.is_zdr)
            async for one in list_voices(client)
        }

    async def llms() -> dict[str, StockLlm]:
        return {
            one.id.lower(): StockLlm((one.display_name, *([one.model_name] if one.model_name else [])), one.is_zdr)
            async for one in list_llms(client)
        }

    # One after the other: a task group would wrap the first failure, and a lookup is no hot path.
    return Catalogue(await avatars(), await voices(), await llms())


def _portrait(avatar: "Avatar") -> bool | None:
    """Null says that there is no such picture; a missing key says nothing."""
    return avatar.portrait_image_url is not None if "portrait_image_url" in avatar.model_fields_set else None
