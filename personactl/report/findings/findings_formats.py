"""The formats of a lint report: one literal table, whose keys are also what `validate --format` takes.

A format turns a report into lines to draw (the ones for people) or into a whole document, to be written as it is. Each
is imported when it is asked for.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from rich.text import Text

    from personactl.json_value import JsonValue
    from personactl.lint.lint_report import Report

Answer: TypeAlias = "list[Text] | str"


class Reporter(NamedTuple):
    """`answer` takes the room for a line, in terminal cells. `for_ci` formats name files from the checkout's top."""

    answer: "Callable[[Report, int], Answer]"
    for_ci: bool = False


def document(answer: Answer) -> str:
    """An answer as the content of a file: without colours, each line with its end."""
    return answer if isinstance(answer, str) else "".join(f"{line.plain}\n" for line in answer)


def _text(report: "Report", width: int) -> Answer:
    if not report.findings:  # nothing to draw is what is hoped for; the library that draws is slow to import
        return []
    from personactl.report.findings.findings_text import findings_text

    return findings_text(report, width=width)


def _concise(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_concise import findings_concise

    return findings_concise(report)


def _json(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_json import findings_json

    return _document(findings_json(report))


def _sarif(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_sarif import findings_sarif

    return _document(findings_sarif(report))


def _github(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_github import findings_github

    return findings_github(report)


def _gitlab(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_gitlab import findings_gitlab

    return _document(findings_gitlab(report))


def _junit(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_junit import findings_junit

    return findings_junit(report)


def _markdown(report: "Report", width: int) -> Answer:
    from personactl.report.findings.findings_markdown import findings_markdown

    return findings_markdown(report)


def _document(value: "JsonValue") -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


REPORTERS: Final[Mapping[str, Reporter]] = MappingProxyType(
    {
        "text": Reporter(_text),
        "concise": Reporter(_concise),
        "json": Reporter(_json),
        "sarif": Reporter(_sarif, for_ci=True),
        "github": Reporter(_github, for_ci=True),
        "gitlab": Reporter(_gitlab, for_ci=True),
        "junit": Reporter(_junit, for_ci=True),
        "markdown": Reporter(_markdown),
    }
)
