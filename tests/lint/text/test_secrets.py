"""Secrets are found by their shape, and masked lines contain none of them."""

import base64
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.lint.text.secret_search import masked, secrets
from personactl.lint.text.secret_shapes import NAMES, SHAPES, SIGNS
from tests.costs.hostile_texts import samples

# Joined at run time, so that secret scanners do not report them.
_RANDOM = "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiTo5Ka"
_SHAPED = {
    "a GitHub token": "ghp_" + _RANDOM[:36],
    "a GitLab token": "glpat-" + _RANDOM[:20],
    "an AWS access key": "AKIA" + "Z7Q2M4X8L1P9R3T6",
    "an OpenAI or Anthropic key": "sk-" + "ant-api03-" + _RANDOM,
    "an ElevenLabs or Cartesia key": "sk_" + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "a Google key": "AIza" + _RANDOM[:35],
    "a Slack token": "xoxb-" + "2345678901-" + _RANDOM[:24],
    "a Stripe key": "sk_" + "live_" + _RANDOM[:24],
    "a JSON web token": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYXJhIn0." + _RANDOM[:30],
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "a key of the platform": base64.b64encode(f"30fa96d0-26c4-4e55-94a0-517025942e18:{_RANDOM[:20]}".encode()).decode(),
}
_HARMLESS = (
    "30fa96d0-26c4-4e55-94a0-517025942e18",
    "https://lantern.example/lamps/2026/heron-xl?utm_source=newsletter-11&key=summer2026offers",
    "sk-learn-and-other-python-libraries-for-beginners",
    "Authorization: Bearer ${SESSION_TOKEN_2026_A1}",
    "api_key: your-api-key-goes-here-12345",
    "AKIAIOSFODNN7EXAMPLE",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "the secret ingredient, the key to the door, the password of the day: swordfish",
    "postgres://user:password@localhost/db",
    "llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
)


@pytest.mark.parametrize(("kind", "secret"), _SHAPED.items(), ids=list(_SHAPED))
@pytest.mark.parametrize("line", ["{}", "Say {} to nobody.", '{{"X-Key": "{}"}}', r'prompt: "Key:\n{}\nEnd"'])
def test_a_secret_is_found_by_its_shape_in_any_place(kind: str, secret: str, line: str) -> None:
    text = f"first line\n{line.format(secret)}\nlast line"

    (found,) = secrets(text)

    assert found.label == kind
    assert text[found.start : found.end] == secret


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("Authorization: Bearer 9f86d081884c7d659a2feaa0", "9f86d081884c7d659a2feaa0"),
        ("x-api-key: q7Xm2Lp9Zk4Rt8Wv3Bd6", "q7Xm2Lp9Zk4Rt8Wv3Bd6"),
        ('"client_secret": "q7Xm2Lp9Zk4Rt8Wv3Bd6"', "q7Xm2Lp9Zk4Rt8Wv3Bd6"),
        ("https://cara:b7Rk2Lq9@hotel.example/book", "b7Rk2Lq9"),
        ("https://hotel.example/book?day=1&token=c81e728d9d4c2f636f067f89", "c81e728d9d4c2f636f067f89"),
    ],
)
def test_a_value_is_secret_because_of_its_name(line: str, secret: str) -> None:
    (found,) = secrets(line)

    assert line[found.start : found.end] == secret


@pytest.mark.parametrize("text", _HARMLESS)
def test_ids_dummies_and_long_words_are_not_secrets(text: str) -> None:
    assert list(secrets(text)) == []


def test_a_masked_line_is_as_long_and_has_everything_but_the_secret() -> None:
    for secret in _SHAPED.values():
        assert masked(f"key = {secret}; end") == f"key = {'*' * len(secret)}; end"
    assert masked("nothing here") == "nothing here"


@given(st.lists(st.sampled_from([*_SHAPED.values(), *_HARMLESS, "Cara", "\n", "\r\n", " ", '"', "=", "é", "🎉"])))
def test_ranges_are_in_order_and_masking_leaves_nothing_to_find(parts: list[str]) -> None:
    text = " ".join(parts)
    found = list(secrets(text))

    assert [part for part in parts if part in _SHAPED.values()] == [
        text[secret.start : secret.end] for secret in found if text[secret.start : secret.end] in _SHAPED.values()
    ]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert list(secrets(masked(text))) == []


def test_every_shape_has_one_of_the_signs_that_are_looked_for_first() -> None:
    for name, shape in zip(NAMES, re.split(r"\|(?=\(\?P<k\d+>)", SHAPES.source), strict=True):
        for sample in samples(shape, 0):
            assert any(sign in sample for sign in SIGNS), f"{name}: {sample}"
