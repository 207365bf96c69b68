"""Splits a prompt in Markdown or plain lines into statements: one sentence each, with its section and label.

    # Environment                      section "Environment"
    Opening hours:                     label of the bullets below it
    - Saturday, ten to two.            Statement("Saturday, ten to two.", "Environment", "Opening hours")

It reads prompts as people write them, in any language. Headings may be `#`, bold, `[TAGS]`, `<tags>` or `NAME:`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^(?:#{1,6}\s+(?P<hash>\S.*)|\[(?P<tag>[^\]\n]{1,40})\]|</?(?P<xml>[\w -]{1,40})>)$")
_BOLD_HEADING = re.compile(r"^(?:\*\*|__)(?P<bold>[^*_]{1,60}?):?(?:\*\*|__):?$")
_BULLET = re.compile(r"^\s*(?:[-*+•‣–]|\d{1,2}[.)])\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|ca|bzw|usw|z\.\s?b|d\.\s?h|mme|mlle|sr|sra|dra|[a-z])\.$",
    re.IGNORECASE,
)
_HALF_OF_THE_DAY = re.compile(r"[ap]\.m\.$", re.IGNORECASE)
_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]+[」』”]?")
_MARKS = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)"), r"\1"),  # links and images: their text
    (re.compile(r"(\*\*|__|~~|`)"), ""),
    (re.compile(r"(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])"), ""),
    (re.compile(r"</?[a-zA-Z][^>\n]{0,60}>"), " "),
    (re.compile(r"\s+"), " "),
)
_LABEL_LENGTH = 60
_WRAPPED_AT = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence without marks. `section` and `label` are "" if there is none."""

    text: str
    section: str
    label: str = ""


def outline(prompt: str) -> tuple[Statement, ...]:
    """Every statement of the prompt, in order. Code blocks and rules are left out."""
    return tuple(_statements(prompt))


def plain(text: str) -> str:
    """`text` without Markdown marks and repeated spaces."""
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return text.strip()


def sentences(text: str) -> list[str]:
    """Split after `.`, `!`, `?` and the like, but not after abbreviations and initials or inside numbers."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if end.group().startswith(".") and _goes_on_after(text[start : end.end()], text[end.end() :]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if any(map(str.isalnum, sentence))]


def _goes_on_after(said: str, following: str) -> bool:
    """Whether the full stop belongs to an abbreviation. "ten a.m." may end a sentence, "Mr." never does."""
    if _HALF_OF_THE_DAY.search(said):
        return following.lstrip()[:1].islower()
    return _ABBREVIATION.search(said) is not None


def _statements(prompt: str) -> Iterator[Statement]:
    section, label = "", ""
    for line in _joined(_lines(prompt)):
        if (heading := _heading(line)) is not None:
            section, label = heading, ""
            continue
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        text = plain(line[bullet.end() :] if bullet else line)
        if not bullet:
            label = ""
        if text.endswith(":") and len(text) <= _LABEL_LENGTH:
            label = text.rstrip(":")
            continue
        for sentence in sentences(text):
            yield Statement(sentence, section, label)


def _heading(line: str) -> str | None:
    """The heading's words, "" for a closing tag, or None if the line is not a heading."""
    stripped = line.strip()
    if match := _HEADING.match(stripped) or _BOLD_HEADING.match(stripped):
        name = next(group for group in match.groups() if group is not None)
        if match.lastgroup == "hash":
            name = name.rstrip("#").rstrip() or name
        return "" if stripped.startswith("</") else plain(name).rstrip(":")
    if stripped.rstrip(":").isupper() and len(stripped) <= _LABEL_LENGTH and " " not in stripped[:1]:
        return stripped.rstrip(":")
    return None


def _lines(prompt: str) -> Iterator[str]:
    fenced = False
    for line in prompt.splitlines():
        stripped = line.strip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced or (stripped and not any(map(str.isalnum, stripped))):
            continue  # code, a rule, or the line below a table's head
        elif stripped.startswith("|"):
            yield "- " + ", ".join(cell.strip() for cell in stripped.strip("|").split("|") if cell.strip())
        else:
            yield stripped.lstrip("> ")


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Joins hard-wrapped lines: the next line begins in lower case, or this one is full and does not end a sentence."""
    held: str | None = None
    for line in lines:
        if held is not None and _goes_on(held, line):
            held = f"{held} {line}"
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _goes_on(line: str, following: str) -> bool:
    if not line or not following or _heading(line) is not None or _heading(following) is not None:
        return False
    if _BULLET.match(following) or line.endswith((".", "!", "?", ":", "。", "！", "？")):
        return False
    return following[0].islower() or len(line.rsplit(". ", 1)[-1]) >= _WRAPPED_AT
