"""Status, called from Python."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.status import StatusRequest, raise_for_status, read_status
from personactl.errors import UnavailableError
from tests.commands.conftest import KEY, with_variables
from tests.commands.pushing import push


def test_status_tells_files_that_were_pushed_from_others(shop: Path, context: Context) -> None:
    assert not read_status(StatusRequest(), context).status.in_sync
    push(context)
    result = read_status(StatusRequest(), context)
    raise_for_status(result.status)
    assert result.status.in_sync
    assert [(address.kind, address.key) for address in result.own_files] == [("persona", "cara")]


def test_status_names_a_target_that_cannot_be_reached(shop: Path, context: Context) -> None:
    away = with_variables(context, ANAM_API_URL="http://127.0.0.1:9", ANAM_API_KEY=KEY)
    result = read_status(StatusRequest(all_profiles=True), away)
    assert [sight.profile for sight in result.status.unreachable] == ["env"]
    with pytest.raises(UnavailableError):
        raise_for_status(result.status)
