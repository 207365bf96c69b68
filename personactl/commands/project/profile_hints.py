"""Hints about profiles: where a key comes from, and what makes a profile of the project usable."""

from typing import TYPE_CHECKING, Final

from personactl.command_hint import command_hint
from personactl.commands.context import Context
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.commands.auth import TargetExplanation
    from personactl.state.credentials.project_profiles import ProjectProfile
    from personactl.state.project import Project

_WEB_APP: Final = "https://lab.anam.ai"


def key_source(origin: str) -> str:
    """Return a sentence that says where a person gets an API key for a platform."""
    from urllib.parse import urlsplit

    from personactl.origin import HOSTED, is_loopback

    if origin == HOSTED:
        return f"API keys are made in the web app, {_WEB_APP}"
    if is_loopback(urlsplit(origin).hostname or ""):
        return f"an engine prints its API key when it starts: {command_hint('engine serve', profile=None)}"
    return f"API keys for {origin} are made in its web app"


def key_step(profile: "ProjectProfile") -> str:
    """Return what a person can do to give the profile a key."""
    settings = profile.settings
    login = command_hint("auth login", profile=settings.name)
    if settings.key_env is None:
        return login
    steps = [] if profile.variable_is_set else [f"set {settings.key_env}"]
    if profile.trusted_by is None:
        steps.append(f"if you know the address, {command_hint('trust', settings.api_url, profile=None)}")
    return f"{' and, '.join(steps)}, or {login}"


def project_profile_step(explained: "TargetExplanation") -> str | None:
    """Return what makes a profile of the project the target, if none of them is: in a new clone nobody knows them."""
    outcome = explained.outcome
    names = [profile.settings.name for profile in explained.project_profiles]
    if isinstance(outcome, PersonactlError) or not names or outcome.name in names:
        return None
    first = next((one for one in explained.project_profiles if one.has_key), explained.project_profiles[0])
    use = f"to use a profile of this project, add --profile {first.settings.name}"
    return use if first.has_key else f"{use}; it needs a key first: {key_step(first)}"


def note_project_profiles(context: Context, project: "Project", name: str, *, named: bool) -> None:
    """Before a key is asked for, say which profile of the project it is for, or that another one may be meant.

    named: whether the user named the profile.
    """
    others = sorted(project.profiles.keys() - {name})
    if name in project.profiles:
        if not named:
            context.notes.note(f"the key is for the profile '{name}' of this project")
    elif others:
        several = "profiles" if len(others) > 1 else "profile"
        login = command_hint("auth login", profile=others[0])
        context.notes.note(f"this project has the {several} {' and '.join(others)}; for a key of one: {login}")
