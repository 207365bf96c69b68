import pytest

from personactl.report.text.printable import one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Zoë 🙂 日本", "Zoë 🙂 日本"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("over\rwritten", "over\\rwritten"),
        ("bell\x07", "bell\\x07"),
        ("c1\x9bcsi", "c1\\x9bcsi"),
        ("rtl\u202eoverride", "rtl\\u202eoverride"),
        ("lone\udc80surrogate", "lone\\udc80surrogate"),
        ("line\nand\ttab", "line\nand\ttab"),
    ],
)
def test_controls_become_visible_and_text_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_one_line_folds_white_space() -> None:
    assert one_line("a\n  b\t c") == "a b c"
