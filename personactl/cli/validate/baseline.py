"""`validate --baseline`: known findings kept back, or written down."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.lint.lint_report import Report


def write_baseline(file: Path, report: "Report", out: "Output") -> None:
    """Raises `StorageError`; the baseline that was there is then still there."""
    import json

    from personactl.lint.suppress.baseline import baseline_json
    from personactl.state.atomic import write_atomic

    written = baseline_json(report, file.parent)
    write_atomic(file, (json.dumps(written, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    findings = written["findings"]
    count = len(findings) if isinstance(findings, list) else 0
    out.note(f"{file} now knows {count} {'finding' if count == 1 else 'findings'}")
