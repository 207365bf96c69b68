"""Who makes a run: a person at a machine, or the person for whom a CI service makes it.

It is saved in the history of this machine only. It has names and no addresses of people.
"""

import socket
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

_CI_PERSONS: Final = (
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "CIRCLE_USERNAME",
    "BUILDKITE_BUILD_CREATOR",
    "BUILD_REQUESTEDFOR",
    "DRONE_COMMIT_AUTHOR",
    "BUILD_USER_ID",
)
"""The variables in which CI services name the person, of GitHub, GitLab, CircleCI, Buildkite, Azure, Drone, Jenkins."""

_JOBS: Final = ("CI_JOB_URL", "CIRCLE_BUILD_URL", "BUILDKITE_BUILD_URL", "DRONE_BUILD_LINK", "BUILD_URL")
_USERS: Final = ("LOGNAME", "USER", "LNAME", "USERNAME")
_MAX_LENGTH: Final = 200


class Actor(Struct, frozen=True):
    """Who made a run.

    by: `USER@HOST`, or the person that a CI service names; empty if nobody is known.
    job: the address of the job of a CI service; empty outside of one.
    """

    by: str = ""
    job: str = ""


def current_actor(env: Mapping[str, str]) -> Actor:
    """Return who runs this process, by its variables and its system."""
    job = _job(env)
    person = next((value for name in _CI_PERSONS if (value := _plain(env.get(name, "")))), "")
    if person and (job or env.get("CI")):
        return Actor(person, job)
    user = next((value for name in _USERS if (value := _plain(env.get(name, "")))), "") or _system_user()
    host = _plain(socket.gethostname())
    return Actor("@".join(filter(None, (user, host))), job)


def _job(env: Mapping[str, str]) -> str:
    repository, number = env.get("GITHUB_REPOSITORY"), env.get("GITHUB_RUN_ID")
    if repository and number:
        return _plain(f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}/actions/runs/{number}")
    return next((value for name in _JOBS if (value := _plain(env.get(name, "")))), "")


def _system_user() -> str:
    """Return the name of the user of this process; empty if the system has none."""
    import os

    try:
        import pwd

        return _plain(pwd.getpwuid(os.getuid()).pw_name)
    except (ImportError, KeyError, OSError):
        return ""


def _plain(text: str) -> str:
    """Return `text` without what could not be shown, and without the address of a person behind a name."""
    shown = "".join(char for char in text.strip() if char.isprintable())
    return shown.partition(" <")[0][:_MAX_LENGTH]
