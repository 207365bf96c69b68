"""What a plan's sentences call the two sides: the desired one and the remote one.

A push wants what files say, a promotion wants what another target holds, and a rollback wants what was there before.
In JSON the desired side is always `file` and the other one always `remote`.
"""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.persona.project_resource import Address


class PlanWording(Struct, frozen=True):
    """The words for one command.

    command: the verb that the user typed.
    question: the question that asks for consent.
    desired_label: the label of a value of the desired side.
    desired: the desired side in a sentence.
    remote: the remote side in a sentence.
    changed_ours: what is said of a field that only the desired side changed.
    changed_theirs: what is said of a field that only the remote side changed.
    absent: the text for a value that the desired side does not have.
    removed: what is said of a value that the desired side no longer has.
    conflict: the predicate of a sentence about a field in conflict.
    ours: what `--on-conflict ours` does, as a predicate.
    rename: the step that makes room if another resource has the name.
    can_adopt: whether the command has the option `--adopt`.
    has_on_drift: whether the command has the option `--on-drift`.
    can_merge: whether the command has the option `--on-conflict merge`.
    made_by: for a saved plan, the command that makes it again, to which an option can be added; None for a plan that is
        made by this run.
    target_fields: by address, the fields for which the target's own file decides in spite of all.
    """

    command: str
    question: str
    desired_label: str
    desired: str
    remote: str
    changed_ours: str
    changed_theirs: str
    absent: str
    removed: str
    conflict: str
    ours: str
    rename: str
    can_adopt: bool = True
    has_on_drift: bool = True
    can_merge: bool = False
    made_by: str | None = None
    target_fields: Mapping[Address, Collection[str]] = field(default_factory=dict)

    def again_with(self, option: str) -> str:
        """The step that repeats the run with another option."""
        if self.made_by is None:
            return f"repeat the command with {option}"
        return f"make the plan again and look at it: {self.made_by} {option}"

    @property
    def remote_label(self) -> str:
        """The label of a value of the remote side."""
        return self.remote.removeprefix("the ")

    def on(self, address: Address, path: str) -> "PlanWording":
        """The wording for one field of one resource."""
        if path not in self.target_fields.get(address, ()):
            return self
        return replace(
            self,
            desired_label=PUSH.desired_label,
            desired=PUSH.desired,
            changed_ours="its file",
            absent=PUSH.absent,
            removed=PUSH.removed,
            target_fields={},
        )


PUSH: Final = PlanWording(
    command="push",
    question="Push?",
    desired_label="file",
    desired="the file",
    remote="the platform",
    changed_ours="ours",
    changed_theirs="theirs",
    absent="not in the file",
    removed="no longer in the file",
    conflict="changed in the file and on the platform",
    ours="writes the file's side",
    rename="rename it in the file",
    can_merge=True,
)


def promotion(source: str, to: str) -> PlanWording:
    """The wording of a promotion between two targets, given by name."""
    return PlanWording(
        command="promote",
        question="Promote?",
        desired_label=source,
        desired=source,
        remote=to,
        changed_ours=source,
        changed_theirs=to,
        absent=f"not set on {source}",
        removed=f"no longer set on {source}",
        conflict=f"changed on {source} and on {to}",
        ours=f"writes what {source} holds",
        rename=f"rename it on {source}",
    )


def rollback(run: int) -> PlanWording:
    """The wording of a rollback of the run with that number."""
    return PlanWording(
        command="rollback",
        question="Roll back?",
        desired_label=f"before run {run}",
        desired=f"what it was before run {run}",
        remote="the platform",
        changed_ours=f"before run {run}",
        changed_theirs="changed since",
        absent="not set",
        removed="not set then",
        conflict="changed on the platform since",
        ours="brings back the old values all the same",
        rename="rename or delete what has the name now, and roll back again",
        can_adopt=False,
        has_on_drift=False,
    )
