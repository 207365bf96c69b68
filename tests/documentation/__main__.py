"""Write the generated parts of the documents: `make docs`, or `python -m tests.documentation [--rules] [FILE]...`.

These are the output below each command of a `console` block, which stays as it is where it still says the same (see
`output`), the schema of the JSON documents, the description of the commands for completion, and the table of rules,
which is all that `--rules` writes.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from personactl.cli.completion.description import DESCRIPTION_FILE, description_text
from tests.documentation.documents_schema import SCHEMA_FILE, documents_schema
from tests.documentation.output import same
from tests.documentation.pages import PAGES, commands
from tests.documentation.rule_table import RULES_PAGE, with_rule_table
from tests.documentation.shell import run_all


def rewritten(page: Path, folder: Path) -> str:
    """The text of `page` with the output of a run in `folder`. Commands that fail are reported on stderr."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found = commands(page)
    for command, ran in reversed([*zip(found, run_all(found, folder), strict=True)]):
        if ran.status:
            failed = [f"{page.name}:{command.line}: exit status {ran.status}", *ran.output]
            sys.stderr.write("\n  ".join(failed) + "\n")
        if command.output is not None:
            first, after = (number - 1 for number in command.output)
            if not same(lines[first:after], ran.output):
                lines[first:after] = [line.rstrip() for line in ran.output]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.documentation")
    parser.add_argument("--rules", action="store_true", help="write the table of rules only")
    parser.add_argument("files", nargs="*", type=Path, help="documents; all by default")
    options = parser.parse_args()
    RULES_PAGE.write_text(with_rule_table(RULES_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    if options.rules:
        return
    SCHEMA_FILE.write_text(documents_schema(), encoding="utf-8")
    DESCRIPTION_FILE.write_text(description_text(), encoding="utf-8")
    for page in [file.resolve() for file in options.files] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(page, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
