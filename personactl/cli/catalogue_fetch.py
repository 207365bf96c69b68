"""The target's catalogue as the rules of `validate --online` read it: five lists, each read once."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.api.catalogue import Avatar
    from personactl.api.client import Client
    from personactl.cli.output import Output
    from personactl.lint.target_catalogue import Catalogue


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
    from personactl.api.catalogue import list_avatars, list_llms, list_voices
    from personactl.api.knowledge import list_groups
    from personactl.api.tools import list_tools
    from personactl.lint.target_catalogue import (
        Catalogue,
        CatalogueAvatar,
        CatalogueFolder,
        CatalogueLlm,
        CatalogueVoice,
    )

    async def avatars() -> dict[str, CatalogueAvatar]:
        return {
            one.id.lower(): CatalogueAvatar(
                (f"{one.display_name} {one.variant_name or ''}".strip(), one.display_name),
                one.available_versions or (),
                _portrait(one),
            )
            async for one in list_avatars(client)
        }

    async def voices() -> dict[str, CatalogueVoice]:
        return {
            one.id.lower(): CatalogueVoice((one.display_name,), one.provider, one.country, one.is_zdr)
            async for one in list_voices(client)
        }

    async def llms() -> dict[str, CatalogueLlm]:
        return {
            one.id.lower(): CatalogueLlm((one.display_name, *([one.model_name] if one.model_name else [])), one.is_zdr)
            async for one in list_llms(client)
        }

    async def tools() -> dict[str, str]:
        return {one.id.lower(): one.name async for one in list_tools(client)}

    async def folders() -> dict[str, CatalogueFolder]:
        return {one.id.lower(): CatalogueFolder(one.name, one.document_count) for one in await list_groups(client)}

    # One after the other: a task group would wrap the first failure, and a lookup is no hot path.
    return Catalogue(await avatars(), await voices(), await llms(), await tools(), await folders())


def _portrait(avatar: "Avatar") -> bool | None:
    """Null says that there is no such picture; a missing key says nothing."""
    return avatar.portrait_image_url is not None if "portrait_image_url" in avatar.model_fields_set else None
