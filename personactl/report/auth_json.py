"""Profiles and the choice among them, as JSON for programs. One shape each; absent things are null."""

from collections.abc import Iterable

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.state.keys import fingerprint
from personactl.state.profile_settings import LOCAL, ProfileSettings
from personactl.state.target import Source, Target


def status_json(sources: Iterable[Source], outcome: Target | PersonactlError) -> JsonObject:
    """`target` is null when none could be had, and `problem` then says why."""
    target = outcome if isinstance(outcome, Target) else None
    problem = outcome if isinstance(outcome, PersonactlError) else None
    return {
        "target": None if target is None else _target(target),
        "problem": None if problem is None else _problem(problem),
        "sources": [
            {"place": source.place, "says": source.says, "result": source.verdict.value, "why": source.why}
            for source in sources
        ],
        "notes": list(target.notes) if target is not None else [],
    }


def profiles_json(
    profiles: Iterable[ProfileSettings], *, current: str | None, in_project: frozenset[str]
) -> JsonObject:
    """The named profiles as they come, then the built-in one. `storage` is `keyring`, `file` or null."""
    named = [
        _profile(
            profile.name,
            current=profile.name == current,
            api_url=profile.api_url,
            defined_in="project" if profile.name in in_project else "user",
            key_env=profile.key_env,
            storage=profile.storage,
        )
        for profile in profiles
    ]
    local = _profile(LOCAL, current=current == LOCAL, api_url=None, defined_in="built in")
    return {"current": current, "profiles": [*named, local]}


def _target(target: Target) -> JsonObject:
    key = target.key
    return {
        "name": target.name,
        "apiUrl": None if target.embedded else target.origin,
        "embedded": target.embedded,
        "key": None if key is None else {"source": target.key_source, "fingerprint": fingerprint(key)},
    }


def _problem(error: PersonactlError) -> JsonObject:
    return {"code": error.code, "message": error.message, "where": error.where, "hint": error.hint}


def _profile(
    name: str,
    *,
    current: bool,
    api_url: str | None,
    defined_in: str,
    key_env: str | None = None,
    storage: str | None = None,
) -> JsonObject:
    return {
        "name": name,
        "current": current,
        "apiUrl": api_url,
        "keyEnv": key_env,
        "storage": storage,
        "definedIn": defined_in,
    }
