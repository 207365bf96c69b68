"""Matching sessions, and parsing ages and times."""

from datetime import UTC, datetime, timedelta

import msgspec

from personactl.api.sessions import Session
from personactl.session.session_matcher import PersonaMatcher, SessionMatcher, is_uuid

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
ID = "0934d97d-0c3a-4f33-91b0-5e136a0ef466"
OTHER = "5f0e7b6a-1111-4222-8333-444455556666"


def session(**fields: object) -> Session:
    return msgspec.convert({"id": "s", "startTime": NOW.isoformat(), **fields}, Session)


def test_a_persona_of_a_project_matches_by_its_id_and_an_ephemeral_one_by_its_name() -> None:
    choice = PersonaMatcher.of_project([ID], ["Cara of the Desk"])
    assert choice.matches(session(personaId=ID, personaConfig={"name": "renamed"}))
    assert choice.matches(session(personaConfig={"name": "cara of the desk"}))
    assert not choice.matches(session(personaId=OTHER, personaConfig={"name": "Cara of the Desk"}))
    assert not choice.matches(session(personaConfig={"name": "Lucy"}))
    assert not choice.matches(session())


def test_a_name_on_the_platform_matches_everybody_of_that_name_and_an_id_only_itself() -> None:
    choice = PersonaMatcher.of_platform("CARA")
    assert choice.matches(session(personaId=ID, personaConfig={"name": "Cara"}))
    assert choice.matches(session(personaId=OTHER, personaConfig={"name": "cara"}))
    assert choice.matches(session(personaConfig={"name": "Cara"}))
    assert not choice.matches(session(personaConfig={"name": "Lucy"}))
    assert PersonaMatcher.of_platform(ID.upper()).matches(session(personaId=ID))
    assert not PersonaMatcher.of_platform(ID).matches(session(personaConfig={"name": ID}))


def test_every_given_condition_must_hold() -> None:
    live = session(personaConfig={"name": "Cara"})
    ended = session(personaConfig={"name": "Cara"}, endTime=NOW.isoformat())
    assert SessionMatcher(live=True).matches(live)
    assert not SessionMatcher(live=True).matches(ended)
    assert SessionMatcher(since=NOW).matches(ended)
    assert not SessionMatcher(since=NOW + timedelta(seconds=1)).matches(ended)
    assert not SessionMatcher(PersonaMatcher.of_platform("Lucy"), live=True).matches(live)


def test_a_uuid_has_any_version_and_case_and_dashes() -> None:
    assert is_uuid(ID)
    assert is_uuid("90313DDC-4fc0-11f1-84b0-52bacf74fa75")
    assert not is_uuid(ID.replace("-", ""))
    assert not is_uuid("{" + ID + "}")
    assert not is_uuid("cara")
