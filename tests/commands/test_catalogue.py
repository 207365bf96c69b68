"""The catalogue of the embedded engine, called from Python."""

import pytest

from personactl.commands.catalogue import (
    ID_FIELDS,
    KindName,
    catalogue_names,
    list_entries,
    read_entry,
    target_catalogue,
)
from personactl.commands.catalogue_filter import CatalogueFilter
from personactl.commands.context import Context
from personactl.errors import NotFoundError


@pytest.mark.parametrize("kind", list(ID_FIELDS))
def test_an_entry_is_found_by_its_id(kind: KindName, context: Context) -> None:
    entries = list_entries(kind, CatalogueFilter(), None, context).entries
    assert read_entry(kind, entries[0].id, None, context) == entries[0]
    nothing = list_entries(kind, CatalogueFilter("no such text"), None, context)
    assert nothing.entries == []
    assert "no such text" in (nothing.reason or "")


def test_an_unknown_name_is_refused(context: Context) -> None:
    with pytest.raises(NotFoundError):
        read_entry("avatar", "Nobody at all", None, context)


def test_editors_and_rules_get_the_same_entries(context: Context) -> None:
    names = catalogue_names(None, context, timeout_s=600)
    catalogue = target_catalogue(None, context)
    assert {entry.id.lower() for entry in names["avatar"]} == set(catalogue.avatars or ())
    assert {entry.id.lower() for entry in names["voice"]} == set(catalogue.voices or ())
    assert {entry.id.lower() for entry in names["llm"]} == set(catalogue.llms or ())
