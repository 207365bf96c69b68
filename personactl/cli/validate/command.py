"""`personactl validate`: check files and show the findings. Nothing is sent without --online."""

from personactl.cli.validate.validate_options import ValidateOptions
from personactl.cli.validate.validate_run import run


def validate(options: ValidateOptions) -> int:
    """Check persona files and show each problem with its line and column.

    Checks the project's personas and the files in its folders tools/, knowledge/ and llms/, or only the keys,
    files, folders and patterns that are named, or with '-' the text on stdin. A prompt file (.md, .txt) is checked as a
    prompt. Nothing is sent, except that --online reads the target's catalogue. Files whose name begins with "_" are
    parts that personas extend, and may leave out required keys. The exit status is 1 if there is an error or a
    warning, or with --diff if a file would change.

    \b
    Examples:
      personactl validate
      personactl validate cara
      personactl validate 'personas/**/shop-*.yaml' --format json
      personactl validate personas/prompts/cara.md
      personactl validate --format sarif --output personactl.sarif
      personactl validate --format markdown >> "$GITHUB_STEP_SUMMARY"
      personactl validate --select default,X806 --ignore G5
      personactl validate --online --profile staging
      personactl validate --fix --unsafe-fixes
      personactl validate --tracked
      personactl validate --baseline lint-baseline.json --write-baseline
      personactl validate - --stdin-filename personas/cara.yaml < edited.yaml
    """
    return run(options.run())
