"""The catalogue as tables and pages. Ids always stand whole: they are what somebody came to copy."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, assert_never

from rich.text import Text

from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.report.text.columns import Column, Table, fitted
from personactl.report.text.printable import one_line
from personactl.report.text.times import instant

Part: TypeAlias = Avatar | Voice | Llm

_AVATARS: list[Column[Avatar]] = [
    Column("NAME", lambda avatar: avatar.display_name, least=10),
    Column("VARIANT", lambda avatar: avatar.variant_name, keep=5, least=8),
    Column("STYLE", lambda avatar: avatar.render_style, keep=2),
    Column("VERSIONS", lambda avatar: _joined(avatar.available_versions), keep=4, least=8),
    Column("OWNER", lambda avatar: _owner(avatar), keep=1),
    Column("ID", lambda avatar: avatar.id, style="cyan"),
]
_VOICES: list[Column[Voice]] = [
    Column("NAME", lambda voice: voice.display_name, least=22),
    Column("PROVIDER", lambda voice: _lower(voice.provider), keep=4),
    Column("GENDER", lambda voice: _lower(voice.gender), keep=3),
    Column("COUNTRY", lambda voice: voice.country, keep=2),
    Column("ZDR", lambda voice: _yes(flag=voice.is_zdr), keep=1),
    Column("TAGS", lambda voice: _joined(voice.display_tags), keep=1, least=8),
    Column("ID", lambda voice: voice.id, style="cyan"),
]
_LLMS: list[Column[Llm]] = [
    Column("NAME", lambda llm: llm.display_name, least=12),
    Column("FORMAT", lambda llm: llm.llm_format, keep=2),
    Column("MODEL", lambda llm: llm.model_name, keep=3, least=8),
    Column("ZDR", lambda llm: _yes(flag=llm.is_zdr), keep=1),
    Column("OWNER", lambda llm: "stock" if llm.is_default or llm.is_global else _owner(llm), keep=1),
    Column("ID", lambda llm: llm.id, style="cyan"),
]


def parts_table(parts: Sequence[Part], width: int | None) -> Table:
    """`parts` are of one kind, and at least one."""
    match parts[0]:
        case Avatar():
            return fitted(_AVATARS, [part for part in parts if isinstance(part, Avatar)], width)
        case Voice():
            return fitted(_VOICES, [part for part in parts if isinstance(part, Voice)], width)
        case Llm():
            return fitted(_LLMS, [part for part in parts if isinstance(part, Llm)], width)
        case _:
            assert_never(parts[0])


def part_page(part: Part) -> list[Text]:
    """What is known of one entry, and the line that puts it into a persona file."""
    facts = [(name, one_line(value)) for name, value in _facts(part) if value]
    width = max(len(name) for name, _ in facts)
    lines = [Text.assemble("  ", (f"{name:<{width}}", "dim"), "  ", value) for name, value in facts]
    return [Text(one_line(part.display_name), style="bold"), *lines, Text(yaml_line(part))]


def yaml_line(part: Part) -> str:
    """For a persona file: the id, with the name as a comment that tells the next reader what it is."""
    return f"{_field(part)}: {part.id}  # {one_line(part.display_name)}"


def _field(part: Part) -> str:
    match part:
        case Avatar():
            return "avatarId"
        case Voice():
            return "voiceId"
        case Llm():
            return "llmId"
        case _:
            assert_never(part)


def _facts(part: Part) -> Iterator[tuple[str, str | None]]:
    yield "id", part.id
    match part:
        case Avatar():
            yield "variant", part.variant_name
            yield "style", part.render_style
            yield "versions", _joined(part.available_versions)
            yield "portrait", "no" if part.portrait_image_url is None else "yes"
            yield "image", part.image_url
        case Voice():
            yield "provider", _lower(part.provider)
            yield "model", part.provider_model_id
            yield "gender", _lower(part.gender)
            yield "country", part.country
            yield "zdr", _yes(flag=part.is_zdr)
            yield "sample", part.sample_url
        case Llm():
            yield "format", part.llm_format
            yield "model", part.model_name
            yield "zdr", _yes(flag=part.is_zdr)
            yield "default", _yes(flag=part.is_default)
        case _:
            assert_never(part)
    yield "tags", _joined(part.display_tags)
    yield "owner", _owner(part)
    yield "updated", instant(part.updated_at) if part.updated_at else None
    yield "about", part.description


def _owner(part: Part) -> str:
    """Entries that no organization made are the platform's stock."""
    return "own" if part.created_by_organization_id else "stock"


def _joined(words: Sequence[str] | None) -> str | None:
    return ", ".join(words) if words else None


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _yes(*, flag: bool | None) -> str | None:
    return None if flag is None else "yes" if flag else "no"
