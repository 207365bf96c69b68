"""For any content of a file, `validate` returns a report that every format can show."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from personactl.document.file_reader import read_document
from personactl.lint.lint_report import Report
from personactl.lint.project_file_findings import project_findings
from personactl.lint.run import lint_files
from personactl.report.findings.findings_formats import REPORTERS, file_content
from tests.conftest import ROOT, Run

SEEDS = sorted(path for path in (ROOT / "fuzz" / "corpus").iterdir() if path.is_file())
PERSONA = (ROOT / "personas" / "cara.yaml").read_bytes()
AWKWARD = (
    "\x00\x07\x1b\x7f\x85\u200b\u200f\u2028\u202e\u2066\ufeff\ufffe\U000e0041\U0010ffff\t \r\n\r\n"
    "'\"\\|>&*!%@`#-:,?[]{}<"
)
BOMB = b"a0: &a0 [x,x]\n" + b"".join(b"a%d: &a%d [*a%d,*a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 50))
TEXT = st.text(st.sampled_from(AWKWARD) | st.characters(codec="utf-8"), max_size=200)


def answered(path: Path, data: bytes) -> Report:
    """Return the report on a file with this content, as a persona and as every component, after printing it in every
    format.
    """
    others = [path.parent / folder / "x.yaml" for folder in ("tools", "knowledge", "llms")]
    for each in (path, *others):
        each.parent.mkdir(exist_ok=True)
        each.write_bytes(data)
    project_findings(read_document(path))
    report = lint_files([path, *others], path.parent)
    for reporter in REPORTERS.values():
        file_content(reporter.render(report, 80))
    return report


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project") / "cara.yaml"


lenient = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@lenient
@given(st.binary(max_size=400))
@example(b"\xff\xfen\x00a\x00")
@example(b"\xef\xbb\xbfname: Cara\r\navatar: Cara\rvoice: Lucy\n")
def test_any_bytes(path: Path, data: bytes) -> None:
    answered(path, data)


@lenient
@given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]))
def test_any_text_in_any_encoding(path: Path, text: str, encoding: str) -> None:
    answered(path, text.encode(encoding, "replace"))


@lenient
@given(st.integers(0, len(PERSONA)), st.integers(0, 40), st.binary(max_size=40) | TEXT.map(str.encode))
def test_a_persona_with_a_replaced_range(path: Path, start: int, length: int, data: bytes) -> None:
    answered(path, PERSONA[:start] + data + PERSONA[start + length :])


@lenient
@given(TEXT, TEXT)
def test_any_words_in_prompt_and_greeting(path: Path, prompt: str, greeting: str) -> None:
    quoted = "".join(f"\\U{ord(character):08x}" for character in greeting)
    block = "".join(f"  {line}\n" for line in prompt.split("\n"))
    answered(path, f'name: A\navatar: A\nvoice: A\ninitialMessage: "{quoted}"\nsystemPrompt: |2\n{block}'.encode())


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_inputs_saved_by_the_fuzzer(path: Path, seed: Path) -> None:
    answered(path, seed.read_bytes())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a: " * 1 + b"[" * 100_000, "Y011"),
        (b"".join(b" " * depth + b"a:\n" for depth in range(300)), "Y011"),
        (b"- " * 50_000, "Y011"),
        (b"{a: " * 20_000 + b"1" + b"}" * 20_000, "Y011"),
        (BOMB, "Y012"),
        (b"name: " + b"x" * 3_000_000, "Y002"),
        (b"name: Ca\x00ra\n", "Y004"),
        (b"name: Ca\x1bra\n", "Y004"),
        ("name: Cara\n".encode("utf-16"), "Y003"),
        (b"name: C\xe4ra\n", "Y003"),
        (b"name: A\r\nname: B\rname: C\n", "Y006"),
        (b"name: " + b"9" * 100_000, "Y013"),
    ],
    ids=["flow", "block", "dash", "map", "alias", "huge", "NUL", "escape", "UTF-16", "latin", "ends", "digits"],
)  # fmt: skip
def test_texts_that_break_other_readers(path: Path, data: bytes, code: str) -> None:
    assert code in {finding.code for finding in answered(path, data).findings}


def test_long_texts_are_checked_fast(path: Path) -> None:
    """These texts make a careless pattern backtrack for hours."""
    for filling in ("a" * 1999, " " * 1999, "*" * 1999, "[" * 1999, "a b " * 500, "{{ " * 600, '"' * 1999, "1." * 999):
        lines = f"  x{filling}\n" * 20
        answered(path, f"name: A\navatar: A\nvoice: A\nsystemPrompt: |\n{lines}".encode())


def test_paths_that_are_not_files(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "project" / "personas"
    (folder / "folder.yaml").mkdir(parents=True)
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    (folder / "circle.yaml").symlink_to("circle.yaml")
    (folder / "cara.yaml").write_text("name: Cara\navatar: Cara\nvoice: Lucy\n")

    result = run("validate", str(folder), "--format", "concise")

    assert result.status == 1
    assert "broken link" in result.stdout
    assert "circle.yaml" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_file_that_disappears_in_between(tmp_path: Path) -> None:
    path = tmp_path / "cara.yaml"
    path.write_text("name: Cara\n")
    path.unlink()

    assert [finding.code for finding in lint_files([path], tmp_path).findings] == ["Y001"]
