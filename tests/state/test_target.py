"""The target of a run: the precedence of everything that can name a profile, and the key."""

from collections.abc import Collection, Mapping
from itertools import product
from pathlib import Path

import pytest

from personactl.errors import AuthError, KeyringError, UsageError
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import StoredKey
from personactl.state.credentials.trust import Trust
from personactl.state.credentials.trust_store import Trusted
from personactl.state.profile_settings import ProfileSettings
from personactl.state.profiles import Profiles
from personactl.state.project import Project
from personactl.state.target import SourceStatus, Target, explain_target, known_profiles, resolve_target, winner_of
from tests.state.backends import Locked

ROOT = Path("/project")
NOWHERE = Project(ROOT, ROOT / "personas")
STAGING = ProfileSettings("staging", "https://staging.example", "ANAM_API_KEY_STAGING")


class RecordingKeys:
    """Keys in memory; records which ones were requested."""

    def __init__(self, keys: Mapping[tuple[str, str], str] | None = None) -> None:
        self.keys = dict(keys or {})
        self.requests: list[tuple[str, str]] = []

    def get(self, profile: str, origin: str) -> StoredKey | None:
        self.requests.append((profile, origin))
        key = self.keys.get((profile, origin))
        return None if key is None else StoredKey(Secret(key), "the keys")

    def set(self, profile: str, origin: str, key: Secret) -> None:
        self.keys[profile, origin] = key.reveal()

    def delete(self, profile: str, origin: str) -> bool:
        return self.keys.pop((profile, origin), None) is not None


def resolve(
    explicit: str | None = None,
    env: Mapping[str, str] | None = None,
    project: Project = NOWHERE,
    profiles: Profiles | None = None,
    keys: RecordingKeys | None = None,
    trusted: Collection[str] = ("https://staging.example",),
) -> Target:
    return resolve_target(
        explicit=explicit,
        env=env or {},
        project=project,
        profiles=profiles or Profiles(),
        keys=keys or RecordingKeys(),
        trust=trusting(*trusted, env=env or {}, profiles=profiles or Profiles()),
    )


def trusting(*origins: str, env: Mapping[str, str] | None = None, profiles: Profiles | None = None) -> Trust:
    """What a user trusts who has trusted these addresses."""
    trusted = frozenset(Trusted("key", origin) for origin in origins)
    return Trust(env=env or {}, profiles=profiles or Profiles(), root=ROOT, read_store=lambda: trusted)


@pytest.mark.parametrize(("flag", "variable", "pinned", "key", "chosen"), list(product((False, True), repeat=5)))
def test_the_first_place_that_names_a_profile_wins(
    flag: bool, variable: bool, pinned: bool, key: bool, chosen: bool
) -> None:
    env = ({"PERSONACTL_PROFILE": "b"} if variable else {}) | ({"ANAM_API_KEY": "k"} if key else {})
    sources = explain_target(
        explicit="a" if flag else None,
        env=env,
        project=Project(ROOT, ROOT, "c" if pinned else None),
        profiles=Profiles("d" if chosen else None),
    )
    said = [("a", flag), ("b", variable), ("c", pinned), ("env", key), ("d", chosen), ("local", True)]
    assert winner_of(sources).profile == next(name for name, present in said if present)
    assert [source.profile for source in sources] == [name if present else None for name, present in said]
    assert [source.status is SourceStatus.not_set for source in sources] == [not present for _, present in said]
    assert sum(source.status is SourceStatus.wins for source in sources) == 1


def test_the_explanation_names_the_place_that_won() -> None:
    sources = explain_target(explicit=None, env={"ANAM_API_KEY": "k"}, project=NOWHERE, profiles=Profiles("staging"))
    assert [(source.place, source.status, source.why) for source in sources[3:5]] == [
        ("ANAM_API_KEY", SourceStatus.wins, "the most explicit place that names a profile"),
        ("auth use", SourceStatus.overridden, "ANAM_API_KEY is more explicit"),
    ]


def test_the_embedded_engine_is_the_default_target() -> None:
    assert resolve() == Target("local", "local", True, None, "the engine itself")


def test_a_key_in_the_environment_goes_to_the_hosted_platform_or_to_the_url_beside_it() -> None:
    assert resolve(env={"ANAM_API_KEY": " k\n"}) == Target(
        "env", "https://api.anam.ai", False, Secret("k"), "ANAM_API_KEY"
    )
    there = resolve(env={"ANAM_API_KEY": "k", "ANAM_API_URL": "http://127.0.0.1:8765/"})
    assert there.origin == "http://127.0.0.1:8765"


def test_an_empty_profile_or_address_counts_as_not_set_and_is_mentioned() -> None:
    assert resolve(env={"PERSONACTL_PROFILE": " ", "ANAM_API_URL": ""}).notes == (
        "PERSONACTL_PROFILE is set but empty: it names no profile",
    )
    target = resolve(env={"ANAM_API_KEY": "k", "PERSONACTL_PROFILE": "", "ANAM_API_URL": " "})
    assert (target.name, target.origin) == ("env", "https://api.anam.ai")
    assert target.notes == (
        "ANAM_API_URL is set but empty: the key goes to https://api.anam.ai",
        "PERSONACTL_PROFILE is set but empty: it names no profile",
    )
    assert resolve("local", env={"PERSONACTL_PROFILE": ""}).notes == ()


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_key_that_is_set_but_empty_is_a_missing_key(text: str) -> None:
    with pytest.raises(AuthError, match=r"^ANAM_API_KEY is set but empty$") as caught:
        resolve(env={"ANAM_API_KEY": text}, profiles=Profiles("staging", {"staging": STAGING}))
    assert caught.value.exit_status == 3
    assert resolve("local", env={"ANAM_API_KEY": text}).embedded


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_variable_of_a_profile_is_a_missing_key_and_no_keyring_is_asked(text: str) -> None:
    keys = RecordingKeys({("staging", "https://staging.example"): "stored"})
    project = Project(ROOT, ROOT, None, {"staging": STAGING})
    with pytest.raises(AuthError, match=r"^ANAM_API_KEY_STAGING is set but empty, so the profile 'staging' has no key"):
        resolve("staging", env={"ANAM_API_KEY_STAGING": text}, project=project, keys=keys)
    assert keys.requests == []


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_of_a_profile_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="the name of the profile is empty"):
        resolve(name)


@pytest.mark.parametrize(("value", "noted"), [("true", True), ("1", True), ("false", False), ("0", False), ("", False)])
def test_a_job_in_ci_is_told_that_nobody_named_the_embedded_engine(value: str, noted: bool) -> None:
    notes = resolve(env={"CI": value}).notes
    assert bool(notes) is noted
    assert all("nothing names a target" in note and "ANAM_API_KEY" in note for note in notes)
    assert resolve("local", env={"CI": value}).notes == ()
    assert resolve(env={"CI": value}, profiles=Profiles("local")).notes == ()


def test_the_store_is_not_touched_when_the_environment_has_the_key() -> None:
    keys = RecordingKeys()
    resolve(env={"ANAM_API_KEY": "k"}, keys=keys)
    project = Project(ROOT, ROOT, "staging", {"staging": STAGING})
    target = resolve(env={"ANAM_API_KEY_STAGING": "s"}, project=project, keys=keys)
    assert (target.key, target.key_source) == (Secret("s"), "ANAM_API_KEY_STAGING")
    assert keys.requests == []


def test_a_named_profile_falls_back_to_the_key_stored_for_its_origin() -> None:
    keys = RecordingKeys({("staging", "https://staging.example"): "stored"})
    project = Project(ROOT, ROOT, None, {"staging": STAGING})
    target = resolve("staging", project=project, keys=keys)
    assert target == Target("staging", "https://staging.example", False, Secret("stored"), "the keys")


def test_a_key_stored_for_one_origin_never_goes_to_another() -> None:
    keys = RecordingKeys({("staging", "https://staging.example"): "stored"})
    moved = Project(ROOT, ROOT, None, {"staging": ProfileSettings("staging", "https://evil.example")})
    with pytest.raises(AuthError) as caught:
        resolve("staging", project=moved, profiles=Profiles(None, {"staging": STAGING}), keys=keys)
    assert "belongs to https://staging.example and goes nowhere else" in caught.value.where
    assert keys.requests == [("staging", "https://evil.example")]


def test_a_profile_without_a_key_says_how_to_get_one() -> None:
    with pytest.raises(AuthError) as caught:
        resolve("staging", project=Project(ROOT, ROOT, None, {"staging": STAGING}))
    assert caught.value.exit_status == 3
    assert caught.value.message == "the profile 'staging' has no key: ANAM_API_KEY_STAGING is not set"
    assert caught.value.hint == "set ANAM_API_KEY_STAGING, or run 'personactl auth login --profile staging'"


@pytest.mark.parametrize(
    ("key_env", "hint"), [("ANAM_STAGING_KEY", "set ANAM_STAGING_KEY, or unlock "), (None, "unlock the key")]
)
def test_a_failing_keyring_is_answered_with_the_way_out_that_the_profile_has(key_env: str | None, hint: str) -> None:
    settings = ProfileSettings("staging", "https://staging.example", key_env)
    keys = KeyringStore(lambda: Locked())
    with pytest.raises(KeyringError, match="the keyring is locked") as caught:
        resolve_target(
            explicit="staging",
            env={},
            project=Project(ROOT, ROOT, None, {"staging": settings}),
            profiles=Profiles(),
            keys=keys,
            trust=trusting("https://staging.example"),
        )
    assert caught.value.hint.startswith(hint)
    assert "personactl auth login --insecure-storage --profile staging" in caught.value.hint
    unset = f"{key_env} is not set, so the profile 'staging' needs a stored key, and " if key_env else ""
    assert caught.value.message == f"{unset}the keyring is locked"


def test_an_unknown_profile_is_answered_with_the_known_ones_and_its_place() -> None:
    with pytest.raises(UsageError) as caught:
        resolve(env={"PERSONACTL_PROFILE": "stagin"}, profiles=Profiles(None, {"staging": STAGING}))
    assert type(caught.value) is UsageError
    assert caught.value.where == "PERSONACTL_PROFILE"
    assert caught.value.hint == "did you mean staging? 'personactl auth login --profile NAME' makes another"
    with pytest.raises(UsageError, match="there is no profile 'stagin'") as caught:
        resolve(env={"PERSONACTL_PROFILE": "stagin", "ANAM_API_KEY": "k"})
    assert caught.value.hint.startswith("choose one of: env, local;")


def test_env_can_be_selected_by_name_and_then_needs_its_key() -> None:
    assert resolve("env", env={"ANAM_API_KEY": "k", "PERSONACTL_PROFILE": "staging"}).key == Secret("k")
    with pytest.raises(AuthError, match="'env' needs ANAM_API_KEY"):
        resolve("env")


def test_a_key_that_is_set_and_not_used_is_mentioned_with_what_beat_it() -> None:
    env = {"ANAM_API_KEY": "k", "ANAM_API_URL": "https://x.example"}
    assert resolve("local", env=env).notes == (
        "ANAM_API_KEY is set but not used: --profile selects the profile 'local'",
        "ANAM_API_URL is set but not used: it only applies with ANAM_API_KEY",
    )
    assert resolve(env=env).notes == ()


def test_a_profile_that_takes_its_key_from_anam_api_key_uses_it() -> None:
    settings = ProfileSettings("staging", "https://staging.example", "ANAM_API_KEY")
    project = Project(ROOT, ROOT, "staging", {"staging": settings})
    target = resolve(env={"ANAM_API_KEY": "k"}, project=project)
    assert (target.key, target.notes) == (Secret("k"), ())


def test_a_url_without_a_key_is_mentioned_because_it_has_no_effect() -> None:
    target = resolve(env={"ANAM_API_URL": "http://127.0.0.1:8765"})
    assert target.embedded
    assert target.notes == ("ANAM_API_URL is set but not used: it only applies with ANAM_API_KEY",)


def test_a_bad_url_in_the_environment_names_its_variable() -> None:
    with pytest.raises(UsageError) as caught:
        resolve(env={"ANAM_API_KEY": "k", "ANAM_API_URL": "nonsense"})
    assert caught.value.where == "ANAM_API_URL"


def test_a_project_s_profile_goes_before_the_user_s_and_inherits_a_login_to_the_same_origin() -> None:
    mine = ProfileSettings("staging", "https://staging.example", storage="keyring")
    same = known_profiles(Project(ROOT, ROOT, None, {"staging": STAGING}), Profiles(None, {"staging": mine}))
    assert same["staging"] == ProfileSettings("staging", "https://staging.example", "ANAM_API_KEY_STAGING", "keyring")
    other = ProfileSettings("staging", "https://other.example")
    moved = known_profiles(Project(ROOT, ROOT, None, {"staging": other}), Profiles(None, {"staging": mine}))
    assert moved["staging"] == other


def test_a_target_does_not_show_its_key() -> None:
    assert "hunter2" not in repr(resolve(env={"ANAM_API_KEY": "hunter2"}))
