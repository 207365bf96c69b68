"""`python -m personactl` runs the same program as the installed script."""

from personactl.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
