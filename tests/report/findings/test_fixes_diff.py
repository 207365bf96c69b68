"""A diff of fixes masks the secrets near a change."""

from pathlib import Path

from personactl.lint.fixes import FileChange
from personactl.report.findings.fixes_diff import fixes_diff

_KEY = "sk-proj-" + "x8Tq2vLr9ZkWm4Yp7NcHs3Jd6Gf1Ba5Ue0Vi"


def test_a_secret_beside_a_fix_is_masked() -> None:
    before = f'skipGreeting: "true"\ndescription: {_KEY}\n'
    shown = fixes_diff([FileChange(Path("cara.yaml"), before, before.replace('"true"', "true"))])
    assert '-skipGreeting: "true"\n+skipGreeting: true\n' in shown
    assert f" description: {'*' * len(_KEY)}\n" in shown
    assert _KEY not in shown
