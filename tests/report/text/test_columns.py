"""Shortening text to a width."""

from personactl.report.text.columns import shortened


def test_wide_letters_count_double() -> None:
    assert shortened("星の先生", 5) == "星の…"
    assert shortened("星の先生", 8) == "星の先生"
