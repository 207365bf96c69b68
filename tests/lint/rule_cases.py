"""The cases of a rule: files with expected findings, and files without.

`tests/cases/lint/FAMILY/CODE.yaml` holds two lists, `failing` and `passing`. A case has these keys:
`why`: what the case shows.
`file`, `hex`, `link`, `pipe`, `size`: the content as text, as bytes, as the target of a link, as a pipe, or as a number
    of bytes.
`name`: the path of the file, if it is not `personas/case.yaml`.
`also`: other files of the project; `sizes` only states their number of bytes.
`beside`: other files that are checked too.
`finds`: the expected findings.
"""

import os
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

CASE_FILES = sorted((Path(__file__).parent.parent / "cases" / "lint").glob("*/*.yaml"))
_BY_CODE = {path.stem: path for path in CASE_FILES}


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    name: str = "personas/case.yaml"
    file: str | None = None
    hex: str | None = None
    link: str | None = None
    pipe: bool = False
    size: int | None = None
    also: dict[str, str] = {}
    sizes: dict[str, int] = {}
    beside: dict[str, str] = {}
    finds: tuple[str, ...] = ()

    def write(self, root: Path) -> list[Path]:
        """Create the project below `root` and return the files to check, that of the case first."""
        for name, text in {**self.also, **self.beside}.items():
            _made(root / name).write_bytes(text.encode("utf-8"))
        for name, size in self.sizes.items():
            _made(root / name).touch()
            os.truncate(root / name, size)
        path = _made(root / self.name)
        if self.link is not None:
            path.symlink_to(self.link)
        elif self.pipe:
            os.mkfifo(path)
        elif self.size is not None:
            path.touch()
            os.truncate(path, self.size)
        else:
            path.write_bytes(bytes.fromhex(self.hex) if self.hex is not None else (self.file or "").encode("utf-8"))
        return [path, *(root / name for name in self.beside)]


class RuleCases(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    failing: Annotated[tuple[Case, ...], Field(min_length=1)]
    passing: Annotated[tuple[Case, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _true_to_their_names(self) -> Self:
        assert all(case.finds for case in self.failing), "a failing case says what it finds"
        assert not any(case.finds for case in self.passing), "a passing case finds nothing"
        return self


def rule_cases(code: str) -> RuleCases:
    """Return the cases of a rule. Raises `KeyError` without a case file, which fails the collection."""
    return RuleCases.model_validate(yaml.safe_load(_BY_CODE[code].read_text(encoding="utf-8")))


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
