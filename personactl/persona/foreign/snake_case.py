"""Keys in snake_case, as the official Python library writes them, in the platform's own camelCase."""

from collections.abc import Collection


def camel_case(name: str) -> str:
    """Return `avatar_id` as `avatarId`; a name without underscores inside stays."""
    first, *rest = name.split("_")
    if not first or not all(rest):
        return name
    return first + "".join(word[0].upper() + word[1:] for word in rest)


def platform_key(name: str, known: Collection[str]) -> str:
    """Return the key of `known` that `name` means, or `name` itself."""
    if name in known:
        return name
    by_folded = {key.casefold(): key for key in known}
    return by_folded.get(camel_case(name).casefold(), name) if "_" in name else name
