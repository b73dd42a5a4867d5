"""Packages that some of this one needs, and not all."""

from __future__ import annotations

import importlib
from typing import Any


def needed(name: str, what: str, extra: str) -> Any:
    """The module of that name.

    Parameters
    ----------
    name : str
    what : str
        What needs it, for the message.
    extra : str
        The extra of this package that installs it.

    Raises
    ------
    ModuleNotFoundError
        Saying how to install it.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        package = name.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        raise ModuleNotFoundError(
            f"{what} needs {package}, which is not installed: pip install 'neonxai[{extra}]'", name=error.name
        ) from None
