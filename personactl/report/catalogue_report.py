"""Catalogue entries as tables and pages for people, and as JSON for programs.

A table that does not fit its terminal shows the beginnings of ids, which `show` takes. A pipe gets them whole.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, assert_never

from rich.text import Text

from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.json_value import JsonObject
from personactl.report.platform_json import platform_json
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.view import View

Entry: TypeAlias = Avatar | Voice | Llm

_NO_NAME: Final = "(no name)"

_AVATARS: list[Column[Avatar]] = [
    Column("NAME", lambda avatar: _name(avatar), fit="fold", min_width=10),
    Column("VARIANT", lambda avatar: avatar.variant_name, priority=5, min_width=8),
    Column("STYLE", lambda avatar: avatar.render_style, priority=2),
    Column("VERSIONS", lambda avatar: _joined(avatar.available_versions), priority=4, min_width=8),
    Column("OWNER", lambda avatar: _owner(avatar), priority=1),
    Column("TAGS", lambda avatar: _joined(avatar.display_tags), priority=1, min_width=8),
    Column("ID", lambda avatar: avatar.id, fit="middle", style="cyan"),
]
_VOICES: list[Column[Voice]] = [
    Column("NAME", lambda voice: _name(voice), fit="fold", min_width=22),
    Column("PROVIDER", lambda voice: _lower(voice.provider), priority=4),
    Column("GENDER", lambda voice: _lower(voice.gender), priority=3),
    Column("COUNTRY", lambda voice: voice.country, priority=2),
    Column("ZDR", lambda voice: _yes(flag=voice.is_zdr), priority=1),
    Column("TAGS", lambda voice: _joined(voice.display_tags), priority=1, min_width=8),
    Column("ID", lambda voice: voice.id, fit="middle", style="cyan"),
]
_LLMS: list[Column[Llm]] = [
    Column("NAME", lambda llm: _name(llm), fit="fold", min_width=12),
    Column("FORMAT", lambda llm: llm.llm_format, priority=2),
    Column("MODEL", lambda llm: llm.model_name, priority=3, min_width=8),
    Column("ZDR", lambda llm: _yes(flag=llm.is_zdr), priority=1),
    Column("OWNER", lambda llm: "stock" if llm.is_default or llm.is_global else _owner(llm), priority=1),
    Column("TAGS", lambda llm: _joined(llm.display_tags), priority=1, min_width=8),
    Column("ID", lambda llm: llm.id, fit="middle", style="cyan"),
]


def entries_table(entries: Sequence[Entry], width: int | None) -> Table:
    """Return a table of entries of one kind; there must be at least one."""
    match entries[0]:
        case Avatar():
            return fitted(_AVATARS, [entry for entry in entries if isinstance(entry, Avatar)], width)
        case Voice():
            return fitted(_VOICES, [entry for entry in entries if isinstance(entry, Voice)], width)
        case Llm():
            return fitted(_LLMS, [entry for entry in entries if isinstance(entry, Llm)], width)
        case _:
            assert_never(entries[0])


def entry_page(entry: Entry, view: View) -> list[Text]:
    """Return the known facts about one entry, and the line to copy into a persona file."""
    facts = [(name, one_line(value)) for name, value in _facts(entry, view) if value]
    width = max(len(name) for name, _ in facts)
    lines = [Text.assemble("  ", (f"{name:<{width}}", "dim"), "  ", value) for name, value in facts]
    return [Text(_name_text(entry), style="bold"), *lines, Text(yaml_line(entry))]


def entries_json(name: str, entries: Sequence[Entry]) -> JsonObject:
    """Return `{name: [...]}`, for example `{"avatars": [...]}`."""
    return {name: [entry_json(entry) for entry in entries]}


def entry_json(entry: Entry) -> JsonObject:
    """Return the fields of an entry; one that the platform left out is null."""
    return platform_json(entry)


def yaml_line(entry: Entry) -> str:
    """Return the field and the id as YAML, with the name as a comment."""
    return f"{_field(entry)}: {entry.id}  # {_name_text(entry)}"


def _name(entry: Entry) -> Text:
    text = _name_text(entry)
    return Text(text, style="dim" if text == _NO_NAME else "")


def _name_text(entry: Entry) -> str:
    """Return the name, or words that say that it has none: an empty one, or one of invisible characters."""
    name = entry.display_name
    return one_line(name) if any(letter.isprintable() and not letter.isspace() for letter in name) else _NO_NAME


def _field(entry: Entry) -> str:
    match entry:
        case Avatar():
            return "avatarId"
        case Voice():
            return "voiceId"
        case Llm():
            return "llmId"
        case _:
            assert_never(entry)


def _facts(entry: Entry, view: View) -> Iterator[tuple[str, str | None]]:
    yield "id", entry.id
    match entry:
        case Avatar():
            yield "variant", entry.variant_name
            yield "style", entry.render_style
            yield "versions", _joined(entry.available_versions)
            yield "portrait", "no" if entry.portrait_image_url is None else "yes"
            yield "image", entry.image_url
        case Voice():
            yield "provider", _lower(entry.provider)
            yield "model", entry.provider_model_id
            yield "gender", _lower(entry.gender)
            yield "country", entry.country
            yield "zdr", _yes(flag=entry.is_zdr)
            yield "sample", entry.sample_url
        case Llm():
            yield "format", entry.llm_format
            yield "model", entry.model_name
            yield "zdr", _yes(flag=entry.is_zdr)
            yield "default", _yes(flag=entry.is_default)
        case _:
            assert_never(entry)
    yield "tags", _joined(entry.display_tags)
    yield "owner", _owner(entry)
    yield "updated", view.zoned(entry.updated_at)
    yield "description", entry.description


def _owner(entry: Entry) -> str:
    """Entries that no organization created belong to the platform's stock."""
    return "own" if entry.created_by_organization_id else "stock"


def _joined(words: Sequence[str] | None) -> str | None:
    return ", ".join(words) if words else None


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _yes(*, flag: bool | None) -> str | None:
    return None if flag is None else "yes" if flag else "no"
