"""JSON that Python's parser takes and the code behind it does not."""

import json

import pytest

from personactl.api.bounds.json_body import DamagedJsonError, ExcessiveJsonError, read_json
from personactl.api.bounds.limits import JSON_DEPTH, JSON_VALUES, NUMBER_DIGITS
from personactl.json_value import JsonValue


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 101 + b"]" * 101, "deeper than 100"),
        (b"[" * 900 + b"]" * 900, "deeper than 100"),
        (b"[" * 100_000, "deeper than 100"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "deeper than 100"),
        (b"[" + b"[]," * JSON_VALUES + b"[]]", "more than 500,000 values"),
        (b"[" + b'"",' * JSON_VALUES + b'""]', "more than 500,000 values"),
        (b"[" + b"0," * JSON_VALUES, "more than 500,000 values"),
        (b'{"n": ' + b"9" * 400 + b"}", "more than 20 digits"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "more than 20 digits"),
        (b"-" + b"9" * 21, "more than 20 digits"),
    ],
)
def test_excessive_json_is_refused_before_it_costs_anything(body: bytes, why: str) -> None:
    with pytest.raises(ExcessiveJsonError, match=why):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not whole"),
        (b"{", "not whole"),
        (b'{"a": 1}{', "not whole"),
        (b"\xff\xfe{}", "not whole"),
        ('{"a": 1}'.encode("utf-16"), "not whole"),
        (b'"\xed\xa0\x80"', "not whole"),
        (b'"a\x00b"', "not whole"),
        (b"NaN", "not finite"),
        (b"[-Infinity]", "not finite"),
        (b"1e400", "not finite"),
        (b"-1" + b"0" * 400 + b".5", "not finite"),
        (b'{"id": "a", "id": "b"}', "same key twice"),
        (b'[{"x": {"id": 1, "\\u0069d": 2}}]', "same key twice"),
    ],
)
def test_what_only_looks_like_json_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(DamagedJsonError, match=why):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"[" * JSON_DEPTH + b"]" * JSON_DEPTH, None),
        (b"9" * NUMBER_DIGITS, 10**NUMBER_DIGITS - 1),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (json.dumps("a,[{" * 200_000).encode(), "a,[{" * 200_000),
        (b"1e300", 1e300),
        (b"null", None),
    ],
)
def test_honest_json_is_read(body: bytes, value: JsonValue) -> None:
    assert read_json(body) == value or value is None


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'"a\\ud83d"', "a\ufffd"),
        (b'"\\uDE00\\ud83d"', "\ufffd\ufffd"),
        (b'{"\\udfff": ["\\ud800x"]}', {"\ufffd": ["\ufffdx"]}),
        (b'"\\\\ud800"', "\\ud800"),
    ],
)
def test_half_of_a_surrogate_pair_becomes_a_replacement_character(body: bytes, value: JsonValue) -> None:
    assert read_json(body) == value
