"""What still lets keys go to an address, so that `personactl trust --remove` does not say more than it did."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from personactl.command_hint import command_hint
from personactl.commands.context import Environment
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.state.credentials.trust import TrustEntry


def not_trusted(what: str, origin: str | None, environment: Environment) -> UsageError:
    """Return the error of a removal that found nothing: what else may let keys go to `origin`, if it is an address."""
    from personactl.origin import HOSTED

    if origin == HOSTED:
        hint = "the hosted platform needs no trust, so none can be taken back"
    elif steps := _steps([] if origin is None else [origin], environment):
        hint = f"something else lets keys go there; to end that: {', and '.join(steps)}"
    else:
        hint = f"'{command_hint('trust', '--list', profile=None)}' shows what is"
    return UsageError(f"{what} was not trusted", where="trust --remove", hint=hint)


def left_notes(removed: "Iterable[TrustEntry]", environment: Environment) -> list[str]:
    """Return a sentence for each address that keys still go to, although it was removed."""
    notes = []
    for origin in sorted({one.trusted.origin for one in removed if one.trusted.use == "key"}):
        if steps := _steps([origin], environment):
            notes.append(f"keys may still go to {origin}; to end that: {', and '.join(steps)}")
    return notes


def _steps(origins: list[str], environment: Environment) -> list[str]:
    """Return what ends each thing that lets a key from the environment go to one of `origins`."""
    from personactl.state.credentials.trust import URL_VARIABLE, url_of_environment
    from personactl.state.credentials.trust_store import read_trust
    from personactl.state.credentials.trust_variables import ORIGINS_VARIABLE, trusted_origins
    from personactl.state.profiles import read_profiles

    logins = read_profiles(environment.paths).settings.items()
    stored = (one for one in read_trust(environment.paths) if one.use == "key" and one.origin in origins)
    steps = [command_hint("auth logout", profile=name) for name, one in sorted(logins) if one.api_url in origins]
    places = sorted({one.project or one.origin for one in stored})
    steps += [command_hint("trust", "--remove", place, profile=None) for place in places]
    if trusted_origins(environment.env) & set(origins):
        steps.append(f"take it out of {ORIGINS_VARIABLE}")
    if url_of_environment(environment.env) in origins:
        steps.append(f"unset {URL_VARIABLE}")
    return steps
