"""Coverage-guided fuzzing of `validate`: any file content must give a report, in limited time and without a traceback.

    pip install atheris
    python fuzz/validate.py [SECONDS]

An input is the content of one file. It is checked as each kind of file that a project can have: a persona (next to a
base and a prompt that it may name), a prompt, a tool, knowledge, an LLM, and `personactl.yaml`. Inputs that reach new
code are added to `fuzz/corpus/`, with which the next run and `tests/lint/test_robustness.py` start. Inputs that fail
are written next to this file as `crash-...` or `timeout-...`.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["personactl"]):
    from personactl.document.file_reader import read_document
    from personactl.lint.project_file_findings import project_findings
    from personactl.lint.run import lint_files
    from personactl.report.findings.findings_json import findings_json
    from personactl.report.findings.findings_text import findings_text

HERE = Path(__file__).parent
SLOWEST_S = 10
LONGEST_BYTES = 20_000

FILES = ("personas/cara.yaml", "personas/prompts/prompt.md", "tools/x.yaml", "knowledge/x.yaml", "llms/x.yaml")


def main() -> None:
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        checked = prepare(root)

        def check(data: bytes) -> None:
            for name in FILES:
                (root / name).write_bytes(data)
            (root / "personactl.yaml").write_bytes(data)
            project_findings(read_document(root / "personactl.yaml"))
            (root / "personactl.yaml").unlink()
            report = lint_files(checked, root)
            findings_json(report)
            findings_text(report, width=80)

        limits = [f"-timeout={SLOWEST_S}", f"-max_len={LONGEST_BYTES}", "-rss_limit_mb=2048"]
        limits += [f"-max_total_time={seconds}", f"-artifact_prefix={HERE}/"]
        atheris.Setup([sys.argv[0], str(HERE / "corpus"), *limits], check)
        atheris.Fuzz()


def prepare(root: Path) -> list[Path]:
    """Write the files that an input may name, and return the files to check; one of them uses the prompt."""
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "personas" / "prompts" / "cara.md").write_text("# Personality\nYou are Cara.\n", encoding="utf-8")
    (root / "personas" / "_base.yaml").write_text("avatar: Cara\nvoice: Lucy\n", encoding="utf-8")
    uses = root / "personas" / "prompted.yaml"
    uses.write_text("extends: _base.yaml\nname: P\nsystemPromptFile: prompts/prompt.md\n", encoding="utf-8")
    return [uses, *(root / name for name in FILES if not name.endswith(".md"))]


if __name__ == "__main__":
    main()
