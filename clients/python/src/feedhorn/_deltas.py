"""Updates that are put together from the changes of their values."""

from __future__ import annotations

import copy
from typing import Any


class DeltaError(ConnectionError):
    """A change that does not fit. The subscription connects again, and gets complete values."""


class Deltas:
    """The newest value of each topic of one connection."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[int, Any]] = {}

    def complete(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Returns an update object with its value. The caller may change the value."""
        topic = fields["topic"]
        seq, value = self._values.pop(topic, (0, None))
        if "patch" in fields:
            if fields["base"] != seq:
                raise DeltaError(f"{topic}: a change of {fields['base']} came after {seq}")
            value = patched(value, fields["patch"])
        elif "data" in fields:
            value = fields["data"]
        else:
            return fields
        self._values[topic] = (fields["seq"], value)
        return {**fields, "data": copy.deepcopy(value)}


def patched(value: Any, patch: list[dict[str, Any]]) -> Any:
    """Returns a value, which is changed, after a JSON patch with add, remove and replace."""
    try:
        for operation in patch:
            value = _changed(value, operation)
    except (KeyError, IndexError, ValueError, TypeError) as failure:
        raise DeltaError(f"a change does not fit: {failure!r}") from failure
    return value


def _changed(value: Any, operation: dict[str, Any]) -> Any:
    _, *steps = operation["path"].split("/")
    if not steps:
        return operation["value"]
    *parents, last = (step.replace("~1", "/").replace("~0", "~") for step in steps)
    target = value
    for step in parents:
        target = target[int(step)] if isinstance(target, list) else target[step]
    key = int(last) if isinstance(target, list) else last
    if operation["op"] == "remove":
        del target[key]
    elif operation["op"] == "add" and isinstance(target, list):
        target.insert(key, operation["value"])
    else:
        target[key] = operation["value"]
    return value
