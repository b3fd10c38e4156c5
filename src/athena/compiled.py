"""Compile a function of arrays to machine code, once, and keep it typed for who reads it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with Numba and cache the machine code beside the source; the function may only use arrays and numbers.

    The first call with new types compiles (seconds) unless the cache has it.
    """
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))
