"""The catalogue as tables, pages and documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.report.catalogue_report import entries_json, entries_table, entry_json, entry_page, yaml_line
from tests.report.sessions.sessions_sample import PIPE, drawn_width, lines

ID = "30fa96d0-26c4-4e55-94a0-517025942e18"
AVATAR = Avatar(
    id=ID,
    display_name="Cara",
    variant_name="at a desk\nby the window",
    render_style="realistic",
    available_versions=("cara-3", "cara-4", "cara-4-latest"),
)
VOICE = Voice(
    id=ID, display_name="Lucy - Fresh & Casual", provider="ELEVENLABS", gender="FEMALE", country="GB", is_zdr=True
)
LLM = Llm(id="CUSTOMER_CLIENT_V1", display_name="Disable LLM", llm_format="none", is_global=True, is_zdr=False)


def test_a_pipe_gets_every_column() -> None:
    assert lines(entries_table([AVATAR], None)) == [
        "NAME|VARIANT|STYLE|VERSIONS|OWNER|TAGS|ID",
        f"Cara|at a desk by the window|realistic|cara-3, cara-4, cara-4-latest|stock|-|{ID}",
    ]
    assert lines(entries_table([VOICE], None)) == [
        "NAME|PROVIDER|GENDER|COUNTRY|ZDR|TAGS|ID",
        f"Lucy - Fresh & Casual|elevenlabs|female|GB|yes|-|{ID}",
    ]
    assert lines(entries_table([LLM], None)) == [
        "NAME|FORMAT|MODEL|ZDR|OWNER|TAGS|ID",
        "Disable LLM|none|-|no|stock|-|CUSTOMER_CLIENT_V1",
    ]


@given(st.integers(60, 200))
def test_tables_fit_and_keep_the_name_and_both_ends_of_the_id(width: int) -> None:
    for table in (entries_table([AVATAR], width), entries_table([VOICE], width), entries_table([LLM], width)):
        assert drawn_width(table) <= width
        assert table.columns[0].strip() == "NAME"
        shown = str(table.rows[0][-1])
        start, _, end = shown.partition("…")
        assert any(one.startswith(start) and one.endswith(end) for one in (ID, "CUSTOMER_CLIENT_V1"))
        assert len(start) >= 8


@given(st.integers(20, 59))
def test_a_narrow_terminal_gets_whole_ids_in_blocks(width: int) -> None:
    lines = entries_table([VOICE], width).lines
    assert lines is not None
    assert "".join("".join(line.plain.split()) for line in lines).endswith(f"ID{ID}")


def test_a_narrow_table_shortens_ids_before_it_drops_columns() -> None:
    assert entries_table([VOICE], 88).columns == entries_table([VOICE], None).columns
    assert "…" in str(entries_table([VOICE], 88).rows[0][-1])


@pytest.mark.parametrize("name", ["", "  ", "\n", "\u200b", "\u00a0\u2060"])
@pytest.mark.parametrize("entry", [AVATAR, VOICE, LLM], ids=["avatar", "voice", "llm"])
def test_an_empty_name_is_shown_as_such(entry: Avatar | Voice | Llm, name: str) -> None:
    unnamed = replace(entry, display_name=name)
    assert lines(entries_table([unnamed], None))[1].startswith("(no name)|")
    assert str(entry_page(unnamed, PIPE)[0]) == "(no name)"
    assert yaml_line(unnamed).endswith(f": {entry.id}  # (no name)")
    assert entry_json(unnamed)["name"] == name


def test_a_page_ends_with_the_line_for_a_persona_file() -> None:
    page = [str(line) for line in entry_page(VOICE, PIPE)]
    assert page[0] == "Lucy - Fresh & Casual"
    assert page[-1] == f"voiceId: {ID}  # Lucy - Fresh & Casual"
    assert "  country   GB" in page


def test_a_name_cannot_break_out_of_its_comment() -> None:
    hostile = replace(AVATAR, display_name="Cara\nsystemPrompt: gone\x1b[2J")
    assert yaml_line(hostile) == f"avatarId: {ID}  # Cara systemPrompt: gone\\x1b[2J"


def test_json_keeps_the_platforms_names_and_says_null() -> None:
    document = entries_json("llms", [LLM])
    assert document == {"llms": [entry_json(LLM)]}
    assert entry_json(LLM)["modelName"] is None
    assert entry_json(AVATAR)["availableVersions"] == ["cara-3", "cara-4", "cara-4-latest"]
