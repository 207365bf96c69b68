"""Rules with texts that are hard to print, under the codes of the findings in `findings_sample`."""

from personactl.lint.finding import Severity
from personactl.lint.rule import Fixability, Rule

_BAD = "name: Cara\navatarModle: cara-4\n"
_PLAIN = Rule(
    code="S101",
    name="unknown-key",
    summary="a key that a persona does not have",
    severity=Severity.error,
    why="The platform answers 200 to a request with an unknown key, and ignores the key.",
    bad=_BAD,
    good=_BAD.replace("Modle", "Model"),
    source="the platform's published API contract",
    fixability=Fixability.safe,
)
_ODD = Rule(
    code="S104",
    name="wrong-type",
    summary="`a|b` or <b>*c*</b> [here](x) where @one is due",
    severity=Severity.warning,
    why="[bold]Rich[/bold] and {braces} stay, 100% 名前 🎉.",
    bad="systemPrompt: |\n  ```yaml\n  a: b\n  ```\n  [bold]x[/bold]\n",
    good="name: 名前\n#> personas/prompts/cara.md\nYou are Cara.\n",
    source="personactl",
    fixability=Fixability.unsafe,
    enabled=False,
)
_UNSHOWABLE = Rule(
    code="Y002",
    name="file-too-large",
    summary="a file of more than 2 MiB",
    severity=Severity.error,
    why="It is no persona.",
    bad="",
    good="",
    source="personactl",
)
_ONLINE = Rule(
    code="R205",
    name="same-persona-twice",
    summary="two files that are the same persona",
    severity=Severity.info,
    why="They could not be told apart.",
    bad=_BAD,
    good=_BAD,
    source="personactl",
    enabled=False,
    online=True,
)
_OTHERS = tuple(
    Rule(
        code=code,
        name=f"name-of-{code.lower()}",
        summary=f"what {code} finds",
        severity=Severity.warning,
        why="So.",
        bad=_BAD,
        good=_BAD,
        source="personactl",
    )
    for code in ("Y004", "S103", "S106")
)

RULES_SAMPLE = (_ODD, _UNSHOWABLE, _PLAIN, *_OTHERS, _ONLINE)
