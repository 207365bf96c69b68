"""The formats of a lint report: one table, whose keys are the values of `validate --format`.

A format for people returns lines to draw, JSON the content of a document, and any other a whole document to write as it
is. Its module is imported when it is used.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from personactl.report.text.json_text import json_text

if TYPE_CHECKING:
    from rich.text import Text

    from personactl.json_value import JsonObject
    from personactl.lint.lint_report import Report

Rendered: TypeAlias = "list[Text] | str | JsonObject"


class Reporter(NamedTuple):
    """A format.

    render: takes the report and the width of a line in terminal cells.
    for_ci: paths are relative to the top of the checkout, not to the current folder.
    """

    render: "Callable[[Report, int], Rendered]"
    for_ci: bool = False


def file_content(rendered: Rendered) -> str:
    """Return a rendered report as the content of a file, without colours."""
    if isinstance(rendered, dict):
        return json_text(rendered)
    return rendered if isinstance(rendered, str) else "".join(f"{line.plain}\n" for line in rendered)


def _text(report: "Report", width: int) -> Rendered:
    if not report.findings:  # the most frequent case; the library that draws is slow to import
        return []
    from personactl.report.findings.findings_text import findings_text

    return findings_text(report, width=width)


def _concise(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_text import findings_concise

    return findings_concise(report)


def _json(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_json import findings_json

    return findings_json(report)


def _sarif(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_sarif import findings_sarif

    return json_text(findings_sarif(report))


def _github(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_github import findings_github

    return findings_github(report)


def _gitlab(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_gitlab import findings_gitlab

    return json_text(findings_gitlab(report))


def _junit(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_junit import findings_junit

    return findings_junit(report)


def _markdown(report: "Report", width: int) -> Rendered:
    from personactl.report.findings.findings_markdown import findings_markdown

    return findings_markdown(report)


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
