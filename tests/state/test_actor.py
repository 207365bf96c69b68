"""Who makes a run: a person at a machine, or the person that a CI service names."""

import socket

import pytest

from personactl.state.machine.actor import Actor, current_actor


def test_a_person_at_a_machine() -> None:
    assert current_actor({"LOGNAME": "ada"}) == Actor(f"ada@{socket.gethostname()}", "")


@pytest.mark.parametrize(
    ("env", "actor"),
    [
        (
            {"CI": "true", "GITHUB_ACTOR": "ada", "GITHUB_REPOSITORY": "shop/voices", "GITHUB_RUN_ID": "12"},
            Actor("ada", "https://github.com/shop/voices/actions/runs/12"),
        ),
        (
            {"CI": "true", "GITLAB_USER_LOGIN": "ada", "CI_JOB_URL": "https://git.shop.test/jobs/3", "USER": "root"},
            Actor("ada", "https://git.shop.test/jobs/3"),
        ),
        (
            {"CI": "true", "CIRCLE_USERNAME": "ada", "CIRCLE_BUILD_URL": "https://ci.test/1"},
            Actor("ada", "https://ci.test/1"),
        ),
        ({"CI": "1", "BUILDKITE_BUILD_CREATOR": "Ada L <ada@shop.test>"}, Actor("Ada L", "")),
    ],
    ids=["github", "gitlab", "circle", "an address is left out"],
)
def test_the_person_of_a_job(env: dict[str, str], actor: Actor) -> None:
    assert current_actor(env) == actor


def test_a_name_of_ci_outside_of_ci_does_not_count() -> None:
    assert current_actor({"GITHUB_ACTOR": "octo", "USER": "ada"}).by == f"ada@{socket.gethostname()}"


def test_nothing_in_a_name_controls_a_terminal() -> None:
    assert current_actor({"USER": "a\x1b[31mda\n\u202e" + "x" * 999}).by.startswith("a[31mdax")
    assert len(current_actor({"USER": "x" * 999}).by) < 500
