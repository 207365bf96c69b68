"""The hosts that get secrets because of a write."""

from collections.abc import Mapping

import pytest

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address, SecretSource
from personactl.sync.plan.plan import Item, Update, Write
from personactl.sync.plan.secret_hosts import SENT_AGAIN, with_secret_uses
from personactl.sync.values.desired import Desired
from personactl.sync.values.observed import Observed
from personactl.sync.values.secret_uses import SecretHosts, SecretUse

HOUSE = Address("llm", "house")
SECRET: JsonValue = {"env": "ANAM_HOUSE"}


def urls(*hosts: str) -> JsonValue:
    return [{"url": f"https://{host}/v1"} for host in hosts]


def planned(file: JsonValue, remote: Mapping[str, JsonValue], send: Mapping[str, JsonValue]) -> Item:
    leaves = {"urls": file, "secret": SECRET}
    item = Item(HOUSE, "llms/house.yaml", "House", Update("id", "", Write(send, {}, {}, {})))
    observed = Observed("id", "House", "", remote, frozenset(remote))
    return with_secret_uses(item, Desired(HOUSE, item.path, "House", leaves, {}, {}), {HOUSE: observed})


def sent(item: Item) -> Mapping[str, JsonValue]:
    assert isinstance(item.action, Update)
    return item.action.write.send


@pytest.mark.parametrize(
    ("remote", "before"),
    [
        ({"urls": urls("a.test")}, "https://a.test"),
        ({}, ""),
        ({"urls": urls("a.test", "c.test")}, "https://a.test, https://c.test"),
    ],
)
def test_another_host_gets_the_secret_of_the_file_in_the_same_write(
    remote: Mapping[str, JsonValue], before: str
) -> None:
    item = planned(urls("b.test"), remote, {"urls": urls("b.test")})
    use = SecretUse(SecretSource("env", "ANAM_HOUSE"), "https://b.test")
    assert item.secrets == SecretHosts((use,), before)
    assert sent(item) == {"urls": urls("b.test"), "secret": SECRET}
    assert item.notes == (SENT_AGAIN,)


def test_another_path_of_the_same_host_does_without() -> None:
    item = planned(urls("a.test"), {"urls": [{"url": "https://a.test/v2"}]}, {"urls": urls("a.test")})
    assert (sent(item), item.notes, item.secrets.moved_from) == ({"urls": urls("a.test")}, (), "")


def test_a_host_beside_those_of_before_is_another_one() -> None:
    item = planned(urls("a.test", "b.test"), {"urls": urls("a.test")}, {"urls": urls("a.test", "b.test")})
    assert item.secrets.moved_from == "https://a.test"
    assert [use.origin for use in item.secrets.uses] == ["https://a.test", "https://b.test"]


def test_the_host_that_stays_on_the_platform_is_the_one_that_gets_a_secret() -> None:
    item = planned(urls("a.test"), {"urls": urls("b.test")}, {"secret": SECRET})
    assert [use.origin for use in item.secrets.uses] == ["https://b.test"]


def test_a_write_of_something_else_takes_no_secret_anywhere() -> None:
    item = planned(urls("a.test"), {"urls": urls("a.test")}, {"description": "Ours"})
    assert item.secrets == SecretHosts()
