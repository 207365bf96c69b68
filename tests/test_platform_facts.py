"""Citations of `docs/platform.md`: every citation has its section, and every section is cited."""

import re

import pytest

from tests.conftest import ROOT

_FACTS = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
_CITATION = re.compile(r"docs/platform\.md#([a-z0-9-]+)")
_SECTION = re.compile(r"^### (.+)\n\n((?:(?!^##).*\n)*)", re.MULTILINE)
_TAGS = set(re.findall(r"^\| ([A-Z][\w ]*\w)", _FACTS.partition("| Tag |")[2].partition("\n\n")[0], re.MULTILINE))


def _anchor(heading: str) -> str:
    """Return a heading's anchor on a web page: lower case, spaces as hyphens, no other marks."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _citations() -> dict[str, set[str]]:
    """Return the cited anchors, each with the files that cite it."""
    found: dict[str, set[str]] = {}
    for folder in ("personactl", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for anchor in _CITATION.findall(path.read_text(encoding="utf-8")):
                found.setdefault(anchor, set()).add(str(path.relative_to(ROOT)))
    return found


SECTIONS = {_anchor(heading): text for heading, text in _SECTION.findall(_FACTS)}


def test_every_citation_names_a_section() -> None:
    unknown = {anchor: sorted(files) for anchor, files in _citations().items() if anchor not in SECTIONS}
    assert unknown == {}


def test_every_section_is_cited_or_called_background() -> None:
    background = {anchor for anchor, text in SECTIONS.items() if text.rstrip().endswith("*Background*")}
    assert set(SECTIONS) - background == set(_citations())


def test_every_link_inside_the_document_leads_to_a_section() -> None:
    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", _FACTS)) <= set(SECTIONS)


@pytest.mark.parametrize("anchor", [anchor for anchor in SECTIONS if anchor != "silence"])
def test_every_section_names_its_sources(anchor: str) -> None:
    named = re.findall(r"(?<!`)\[([A-Z][^]]*|personactl)\](?!\()", SECTIONS[anchor])
    sources = {part.strip().partition(":")[0] for each in named for part in " ".join(each.split()).split(";")}
    assert sources
    assert sources <= {*_TAGS, "personactl"}


def test_no_citation_is_left_of_papers_that_the_project_does_not_hold() -> None:
    elsewhere = re.compile(r"\(facts, [A-Z]\d|anam-facts|wire-protocol")
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "personactl").rglob("*.py")}
    assert [str(path) for path, text in texts.items() if elsewhere.search(text)] == []
