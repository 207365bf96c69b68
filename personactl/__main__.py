"""`python -m personactl` runs the same program as the installed script.

Python puts the current folder before its own library then. It may be anybody's repository, so it is left out again
before anything else is imported, unless personactl itself is there.
"""

import os
import sys

if not sys.flags.safe_path and sys.path[0] != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):  # noqa: PTH100, PTH120 - pathlib could be the folder's
    del sys.path[0]

from personactl.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
