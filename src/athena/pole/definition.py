"""Reading one YAML definition file strictly: a mistake is refused with its file, its line and the remedy.

YAML forgives too much for a vocabulary that access rules rest on: PyYAML keeps the last of two equal keys
without a word, so one property could silently replace another. Both that and every unknown key are refused.
"""

from collections.abc import Hashable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from athena.pole.refusal import Refused

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_REMEDY = "Correct the definition file; whoever maintains the vocabulary (docs/pole.md) can do it."


class Definition(BaseModel):
    """Base of everything read from YAML: frozen, strict about types, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


DefinitionT = TypeVar("DefinitionT", bound=Definition)


class _StrictLoader(Loader):
    """PyYAML's safe loader, except that a mapping may not say the same key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the name {key.value!r} is given twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def vocabulary() -> Traversable:
    """Return the folder that holds the packaged definition files: `kinds/`, `codes/` and single files."""
    return files("athena.pole")


def names_in(folder: Traversable) -> tuple[str, ...]:
    """Return the names, without `.yaml`, of the definition files of one folder, in alphabetical order."""
    return tuple(sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def read_definition(path: Traversable, model: type[DefinitionT]) -> DefinitionT:
    """Read one YAML file as `model`.

    Raises `Refused` (`pole.definition.unreadable` when it is not YAML or repeats a name,
    `pole.definition.invalid` when it does not fit the model), naming file, line, reason and remedy.
    """
    loader = _StrictLoader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        content = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = 0 if error.problem_mark is None else error.problem_mark.line + 1
        raise refusal("unreadable", path, line, str(error.problem)) from error
    finally:
        loader.dispose()
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise refusal("invalid", path, _line(node, first), _reason(first)) from error


def refusal(code: str, path: Traversable, line: int, why: str) -> Refused:
    """Build the refusal of one definition file; `line` counts from 1, and 0 means the file as a whole."""
    where = f"{path.name}, line {line}" if line else path.name
    return Refused(f"pole.definition.{code}", "a vocabulary definition", where, why, _REMEDY)


def _reason(error: ErrorDetails) -> str:
    place = ".".join(str(step) for step in error["loc"]) or "the file"
    if error["type"] == "extra_forbidden":
        return f"{place}: this key is not known"
    if error["type"] == "missing":
        return f"{place}: this key is required and absent"
    return f"{place}: {error['msg']}"


def _line(node: yaml.Node | None, error: ErrorDetails) -> int:
    """Return the line of the deepest part of the document that the error's path still reaches."""
    line = 0 if node is None else node.start_mark.line + 1
    for step in error["loc"]:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
