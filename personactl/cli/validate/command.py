"""`personactl validate`: files -> findings. Without --online no platform hears of it."""

from personactl.cli.validate.options import ValidateOptions
from personactl.cli.validate.run import run


def validate(options: ValidateOptions) -> int:
    """Check persona files and show what is wrong with them, line by line.

    Looks at the project's personas, and at the files of its folders tools, knowledge and llms; or at the files, folders
    and patterns named, or with '-' at the text on stdin. Nothing is sent anywhere; only --online reads the target's
    catalogue. Files whose name begins with "_" are parts that personas extend: they may leave out what a persona
    needs. The exit status is 1 if there is an error or a warning, or with --diff something to mend.

    \b
    Examples:
      personactl validate
      personactl validate 'personas/**/shop-*.yaml' --format json
      personactl validate --format sarif --output personactl.sarif
      personactl validate --format markdown >> "$GITHUB_STEP_SUMMARY"
      personactl validate --select default,X806 --ignore G5
      personactl validate --online --profile staging
      personactl validate --fix --unsafe-fixes
      personactl validate --baseline lint-baseline.json --write-baseline
      personactl validate - --stdin-filename personas/cara.yaml < edited.yaml
    """
    return run(options.run())
