"""Conflicts of texts: merges by line, and the texts that later merges need."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from personactl.document.text_merge import MergedText, merge_texts
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.sync.plan.plan import Adopt, Create, Plan, Replace, Update
from personactl.sync.values.field_paths import is_header
from personactl.sync.values.three_way import Absent, Known, Remote

FindBase: TypeAlias = Callable[[Address, str], str | None]
"""Takes a resource and the fingerprint of one of its fields. Returns the text that has this fingerprint, or None."""
FindText: TypeAlias = Callable[[str], str | None]
"""`FindBase` for one resource."""

BASE_UNKNOWN: Final = "the text of the last push was found neither on this machine nor in the git history"


def no_base(address: Address, print: str) -> str | None:
    """For plans that merge nothing."""
    return None


def merged_sides(
    file: JsonValue | Absent, remote: Remote, base: str | None, find: FindText
) -> tuple[MergedText, bool] | None:
    """Merge both sides of a conflict. Return the result, and whether the base was found; None if the values are not
    texts, or have one line only.

    base: the fingerprint of what was last pushed; None if there was nothing.
    """
    held = remote.value if isinstance(remote, Known) else None
    if not isinstance(file, str) or not isinstance(held, str) or not ("\n" in file.strip() or "\n" in held.strip()):
        return None
    if not (_is_mergeable(file) and _is_mergeable(held)):
        return None
    text = None if base is None else find(base)
    return merge_texts(text, file, held), text is not None


def _is_mergeable(text: str) -> bool:
    """Whether the library keeps every character of `text`."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def pushed_texts(plan: Plan) -> Iterator[str]:
    """The texts in the files of all items that `plan` writes, as far as `texts_to_save` has them."""
    for item in plan.writing:
        yield from texts_to_save({change.path: change.file for change in item.changes})
        match item.action:
            case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                yield from texts_to_save(write.expect)
            case _:
                pass


def texts_to_save(values: Mapping[str, JsonValue | Absent]) -> Iterator[str]:
    """The texts in `values`, which are keyed by leaf path. Headers may be secrets, which are never saved."""
    return (value for path, value in values.items() if isinstance(value, str) and not is_header(path))
