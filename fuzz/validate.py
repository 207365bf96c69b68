"""Coverage-guided fuzzing of `validate`: whatever a file holds, the answer is a report, soon and without a traceback.

    pip install atheris
    python fuzz/validate.py [SECONDS]

Inputs are the bytes of one persona file, `cara.yaml`, beside a base, a prompt and a part that it may name. What reached
new code is kept in `fuzz/corpus/` and is the start of the next run (and of `tests/lint/test_robustness.py`); what
failed is written beside this file as `crash-...` or `timeout-...`.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["personactl"]):
    from personactl.lint.running import lint_files
    from personactl.report.findings_json import findings_json
    from personactl.report.findings_text import findings_text

HERE = Path(__file__).parent
SLOWEST_S = 10
LONGEST = 20_000


def main() -> None:
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "prompts").mkdir()
        (root / "prompts" / "cara.md").write_text("# Personality\nYou are Cara.\n", encoding="utf-8")
        (root / "_base.yaml").write_text("avatar: Cara\nvoice: Lucy\n", encoding="utf-8")
        path = root / "cara.yaml"

        def check(data: bytes) -> None:
            path.write_bytes(data)
            report = lint_files([path], root)
            findings_json(report)
            findings_text(report, width=80)

        limits = [f"-max_total_time={seconds}", f"-timeout={SLOWEST_S}", f"-max_len={LONGEST}", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], str(HERE / "corpus"), f"-artifact_prefix={HERE}/", *limits], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
