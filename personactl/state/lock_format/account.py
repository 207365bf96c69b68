"""Accounts: which block of the lock belongs to a target.

The platform stores resources for an organization, so a block belongs to an origin and an organization, and the name of
a profile does not matter: two profiles, or a profile and `ANAM_API_KEY`, that lead to one organization share a block.
The id that a key tells is taken for its organization (docs/platform.md#keys). The block of a key that tells none
carries the name of the profile that made it. If neither finds the block, the platform is asked which block has
resources that the key can see (`sync.account_lookup`).
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from personactl.secret import Secret
from personactl.state.lock import Lock, LockBlock

_ORGANIZATION: Final = "organization:"
_PROFILE: Final = "profile:"
_TOLD: Final = re.compile(r"([0-9A-Za-z_-]{8,64}):[!-~]{8,}")


class Account(Struct, frozen=True):
    """The account of a target.

    known: the account that the lock has the block under, or `name` if there is no block.
    name: the account to write the block under.
    """

    known: str
    name: str

    @staticmethod
    def of(name: str) -> "Account":
        """Return an account whose block keeps its name."""
        return Account(name, name)


class AccountSearch(Struct, frozen=True):
    """What the lock says about the account of a target.

    organization: the account that the key tells; None if it tells none.
    profile: the account that carries the name of the profile.
    blocks: the blocks that may belong to the target, by account, the most probable first.
    """

    organization: str | None
    profile: str
    blocks: Mapping[str, LockBlock]

    @property
    def certain(self) -> Account | None:
        """The account, if the lock and the key decide alone; None if the platform has to be asked."""
        if self.organization in self.blocks or not self.blocks:
            return Account.of(self.organization or self.profile)
        if self.organization is None and self.profile in self.blocks:
            return Account.of(self.profile)
        return None

    def chosen(self, visible: str | None) -> Account:
        """Return the account, after the platform was asked.

        visible: the account whose resources the key can see; None if it sees those of none.
        """
        if visible is None:
            return Account.of(self.organization or self.profile)
        nameless = [account for account in self.blocks if account_profile(account) is not None]
        return Account(visible, self.organization or visible) if nameless == [visible] else Account.of(visible)


def account_search(lock: Lock, origin: str, profile: str, organization: str | None) -> AccountSearch:
    """Return what `lock` says about the account of a target.

    profile: the name of the target.
    organization: the id that its key tells; None if it tells none.
    """
    own = f"{_PROFILE}{profile}"
    found = lock.accounts(origin)
    first = [account for account in (own,) if account in found]
    ordered = {account: found[account] for account in (*first, *(one for one in found if one not in first))}
    return AccountSearch(None if organization is None else f"{_ORGANIZATION}{organization}", own, ordered)


def profile_account(profile: str) -> str:
    """Return the account that carries the name of a profile, because no organization is known."""
    return f"{_PROFILE}{profile}"


def account_profile(account: str) -> str | None:
    """Return the name of the profile that `account` carries, or None if it carries an organization."""
    return account.removeprefix(_PROFILE) if account.startswith(_PROFILE) else None


def key_organization(key: Secret) -> str | None:
    """Return the id that `key` tells, in lower case if it is a UUID; None if it tells none.

    A key that tells an id is base64 of `<id>:<secret>`. Ids of organizations are not always UUIDs
    (docs/platform.md#stock-ids).
    """
    text = key.reveal().strip().rstrip("=")
    try:
        raw = base64.b64decode(text.translate(_STANDARD) + "=" * (-len(text) % 4), validate=True)
        told = _TOLD.fullmatch(raw.decode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return _lower_uuid(told[1]) if told else None


_STANDARD: Final = str.maketrans("-_", "+/")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _lower_uuid(told: str) -> str:
    return told.lower() if _UUID.fullmatch(told) else told
