"""The outer shape of every JSON document: `schemaVersion`, the target, the content, and the error of a failed run.

`docs/json.md` describes the documents. Keys that mean the same have the same name in all of them.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from personactl.json_value import JsonMapping, JsonObject
    from personactl.state.target import Target

SCHEMA_VERSION: Final = 1
"""The version of all documents. It changes if a key is renamed, is removed or gets another meaning."""


def answer_json(
    content: "JsonMapping",
    *,
    target: "Target | None" = None,
    source: "Target | None" = None,
    error: "JsonObject | None" = None,
) -> "JsonObject":
    """Return a document: its frame around `content`, whose keys stay in their order.

    target: the target that the run used; None if it used none or several.
    source: the target that a promotion copies from.
    error: why the run failed, as `error_json` returns it.
    """
    head: JsonObject = {"schemaVersion": SCHEMA_VERSION}
    if source is not None:
        head["source"] = target_json(source)
    if target is not None:
        head["target"] = target_json(target)
    return {**head, **content, **({} if error is None else {"error": error})}


def target_json(target: "Target") -> "JsonObject":
    """Return where a run goes and where its key comes from, but never the key."""
    return {
        "profile": target.name,
        "kind": "embedded" if target.embedded else "remote",
        "origin": target.origin,
        "keySource": None if target.embedded else target.key_source,
    }


def word_json(words: str) -> str:
    """Return a word that the program chooses from a list, such as `in sync`, as JSON has it: `in-sync`."""
    return words.replace(" ", "-")
