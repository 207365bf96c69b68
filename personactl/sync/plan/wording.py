"""The two sides of a plan, by what people call them: what is wanted, and what is there.

A push wants what files say, a promotion what another target holds, a rollback what was there before. In JSON the wanted
side is `file` and the other one `remote`, whichever it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from personactl.persona.resource import Address


@dataclass(frozen=True, slots=True)
class PlanWording:
    """Words to make sentences of. `command` is the verb that the user typed, `question` asks for consent to it.

    `wanted` is the label of a value, and `aim` the same in a sentence; `there` is the platform in one. `mine` and
    `theirs` tell who moved. `absent` stands in the place of a value, `lost` says that there was one. `both` is what a
    conflict is about, `ours` what `--on-conflict ours` does about it. `rename` makes room for a name that is taken, and
    `adopts` says whether the command can adopt. `own` are fields for which the target's file speaks all the same.
    """

    command: str
    question: str
    wanted: str
    aim: str
    there: str
    mine: str
    theirs: str
    absent: str
    lost: str
    both: str
    ours: str
    rename: str
    adopts: bool = True
    own: Mapping[Address, Collection[str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Of a value that is there."""
        return self.there.removeprefix("the ")

    def on(self, address: Address, path: str) -> "PlanWording":
        """The sides of one field."""
        if path not in self.own.get(address, ()):
            return self
        return replace(
            self, wanted=PUSH.wanted, aim=PUSH.aim, mine="its file", absent=PUSH.absent, lost=PUSH.lost, own={}
        )


PUSH: Final = PlanWording(
    command="push",
    question="Push?",
    wanted="file",
    aim="the file",
    there="the platform",
    mine="mine",
    theirs="theirs",
    absent="not in the file",
    lost="no longer in the file",
    both="changed in the file and on the platform",
    ours="writes the file's side",
    rename="rename it in the file",
)


def promotion(source: str, to: str) -> PlanWording:
    """From one target to another, both by their names."""
    return PlanWording(
        command="promote",
        question="Promote?",
        wanted=source,
        aim=source,
        there=to,
        mine=source,
        theirs=to,
        absent=f"not set on {source}",
        lost=f"no longer set on {source}",
        both=f"changed on {source} and on {to}",
        ours=f"writes what {source} holds",
        rename=f"rename it on {source}",
    )


def rollback(run: int) -> PlanWording:
    """Of the run with that number."""
    return PlanWording(
        command="rollback",
        question="Roll back?",
        wanted=f"before run {run}",
        aim=f"what it was before run {run}",
        there="the platform",
        mine=f"before run {run}",
        theirs="changed since",
        absent="not set",
        lost="not set then",
        both="changed on the platform since",
        ours="brings the old side back all the same",
        rename="rename or delete what has the name now, and roll back again",
        adopts=False,
    )
