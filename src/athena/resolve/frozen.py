"""A model as bytes, and back: the same model gives the same bytes on every machine, so that its digest names it.

A line of JSON says what the parts are; arrays follow as they lie in memory. Nothing in it is code: what is read back
is numbers, texts and the room's own frozen classes by name, and never a pickle.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from athena.failures import StopTheLine

_ROOM = "athena.resolve."
_Array = NDArray[np.generic]


def frozen(model: object) -> bytes:
    """A frozen dataclass of this room, with all that it holds, as bytes. Raises `TypeError` for what it cannot hold."""
    arrays: list[_Array] = []
    spelled = _spelled(model, arrays)
    forms = [[array.dtype.str, list(array.shape)] for array in arrays]
    head = json.dumps({"model": spelled, "arrays": forms}, sort_keys=True, separators=(",", ":")).encode()
    return b"".join([head, b"\n", *(np.ascontiguousarray(array).tobytes() for array in arrays)])


def thawed(content: bytes) -> object:
    """What `frozen` was given. Stops the line where the bytes are no model of this Athena."""
    try:
        head, _, rest = content.partition(b"\n")
        said = json.loads(head)
        return _built(said["model"], _arrays(said["arrays"], rest))
    except (ValueError, KeyError, TypeError, AttributeError, ImportError) as error:
        raise StopTheLine(f"a kept model cannot be read by this Athena: {error}") from error


def _spelled(value: object, arrays: list[_Array]) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and type(value).__module__.startswith(_ROOM):
        parts = {field.name: _spelled(getattr(value, field.name), arrays) for field in fields(value)}
        return {"is": f"{type(value).__module__.removeprefix(_ROOM)}:{type(value).__qualname__}", "of": parts}
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return _spelled(value.item(), arrays)
    if isinstance(value, Mapping):
        return {"map": [[_spelled(key, arrays), _spelled(value[key], arrays)] for key in sorted(value)]}
    if isinstance(value, frozenset):
        return {"set": [_spelled(one, arrays) for one in sorted(value)]}
    if isinstance(value, tuple):
        return {"tuple": [_spelled(one, arrays) for one in value]}
    raise TypeError(f"a model cannot hold {type(value).__name__}")


def _built(said: Any, arrays: list[_Array]) -> Any:
    if not isinstance(said, dict):
        return said
    ((how, what),) = ((key, said[key]) for key in ("is", "array", "map", "set", "tuple") if key in said)
    if how == "is":
        return _class(what)(**{name: _built(value, arrays) for name, value in said["of"].items()})
    if how == "array":
        return arrays[what]
    if how == "map":
        return {_built(key, arrays): _built(value, arrays) for key, value in what}
    return (frozenset if how == "set" else tuple)(_built(one, arrays) for one in what)


def _class(spelled: str) -> Callable[..., object]:
    module, _, name = spelled.partition(":")
    found = getattr(import_module(f"{_ROOM}{module}"), name)
    if not (isinstance(found, type) and (is_dataclass(found) or issubclass(found, str))):
        raise TypeError(f"{spelled} is nothing that a model is made of")
    return found


def _arrays(forms: list[tuple[str, list[int]]], content: bytes) -> list[_Array]:
    found, at = [], 0
    for dtype, shape in forms:
        kind = np.dtype(dtype)
        if kind.hasobject:
            raise ValueError("an array of objects")
        count = int(np.prod(shape, dtype=np.int64))
        found.append(np.frombuffer(content, kind, count, at).reshape(shape).copy())
        at += count * kind.itemsize
    if at != len(content):
        raise ValueError("it is longer or shorter than it says")
    return found
