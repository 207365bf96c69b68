"""`python -m personactl` is the installed script under another name."""

from personactl.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
