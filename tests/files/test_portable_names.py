"""Names that another system reads otherwise are no names for new files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.files.portable_names import name_problem, portable_form


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "is empty"),
        (".", "is hidden"),
        ("..", "is hidden"),
        (".env", "is hidden"),
        ("\u200d.git", "is hidden"),
        ("a/b.md", "names a folder"),
        ("..\\b.md", "names a folder"),
        ("con", "the name of a device"),
        ("CON.md", "the name of a device"),
        ("nul.tar.md", "the name of a device"),
        ("Aux .txt", "the name of a device"),
        ("COM1.md", "the name of a device"),
        ("lpt\u00b2.md", "the name of a device"),
        ("CONIN$.md", "the name of a device"),
        ("faq.md:stream", "the character :"),
        ("what?.md", "the character ?"),
        ("*", "the character *"),
        ("faq.md.", "ends with a dot or a space"),
        ("faq.md ", "ends with a dot or a space"),
        ("git~1", "another name of .git"),
        ("a\nb.md", "U+000A"),
        ("a\0b.md", "U+0000"),
        ("a\x9bb.md", "U+009B"),
        ("fa\u202eq.md", "U+202E"),
        ("fa\u200bq.md", "U+200B"),
        ("\ud800.md", "U+D800"),
        ("é" * 128, "longer than 255 bytes"),
        ("한" * 80, "longer than 255 bytes"),
    ],
)
def test_a_name_is_refused_with_the_reason(name: str, problem: str) -> None:
    assert problem in (name_problem(name) or "")


@pytest.mark.parametrize(
    "name",
    [
        "faq 1.md",
        "Über uns.md",
        "console.md",
        "com.md",
        "com10.txt",
        "a.b.c.md",
        "한국어.md",
        "می‌خواهم.md",
        "👩‍💻.md",
        "-x.md",
    ],
)
def test_names_that_people_give_are_taken(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("one", "other"), [("FAQ.md", "faq.MD"), ("é.md", "e\u0301.md"), ("STRASSE", "straße"), ("a\u200db", "ab")]
)
def test_names_that_some_system_takes_for_one_have_one_form(one: str, other: str) -> None:
    assert portable_form(one) == portable_form(other)
    assert portable_form(one) != portable_form(f"{other}2")


@given(st.text())
def test_every_spelling_of_a_name_has_one_form(name: str) -> None:
    forms = {portable_form(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert forms == {portable_form(name)}
    name_problem(name)
