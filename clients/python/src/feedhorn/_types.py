"""The values that the client returns, and its one error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Union

Json = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]

TEMPORARY = frozenset({"too_many", "rate_limited", "unavailable"})
TEMPORARY_STATUS = frozenset({429, 502, 503, 504})


class FeedhornError(Exception):
    """A refusal by the server, with its stable code, such as ``bad_topic``, and its reason.

    ``retry_after`` is the number of seconds after which the server asks to try again, or 0.
    """

    def __init__(self, code: str, detail: str, status: int = 0, retry_after: float = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.retry_after = retry_after
        self.code = code
        self.detail = detail
        self.status = status

    @property
    def temporary(self) -> bool:
        """True if the same request can succeed later."""
        return self.code in TEMPORARY or self.status in TEMPORARY_STATUS

    @classmethod
    def of(cls, text: str, status: int = 0, retry_after: float = 0) -> FeedhornError:
        """Returns the error of a response; its body may also be that of a proxy."""
        try:
            problem: Any = json.loads(text)
            code, detail = problem["code"], problem.get("detail") or problem.get("message") or ""
        except (ValueError, KeyError, TypeError, AttributeError):
            code, detail = f"HTTP {status}", text[:200]
        return cls(str(code), str(detail), status, retry_after)


def seconds_of(retry_after: str | None) -> float:
    """Returns the seconds of a header ``Retry-After``, a number or a date; 0 if there is none."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
        # A date without a zone, which ends with -0000, is in UTC.
        date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
        return max(0.0, (date - datetime.now(timezone.utc)).total_seconds())
    except (ValueError, TypeError, IndexError):
        return 0


@dataclass(frozen=True)
class Update:
    """An update of a topic. ``data`` is None and ``deleted`` is True at the end of a topic."""

    topic: str
    offset: int
    seq: int
    ts: float
    data: Any
    deleted: bool = False

    @property
    def feed(self) -> str:
        """The first segment of the topic."""
        return self.topic.split(".", 1)[0]

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Update:
        return cls(
            fields["topic"],
            fields["offset"],
            fields["seq"],
            fields["ts"],
            fields.get("data"),
            fields.get("deleted", False),
        )


@dataclass(frozen=True)
class Receipt:
    """The acknowledgement of a published value."""

    topic: str
    offset: int
    seq: int
    cursor: str
    ts: float

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Receipt:
        return cls(*(fields[name] for name in ("topic", "offset", "seq", "cursor", "ts")))


@dataclass(frozen=True)
class Topic:
    """A topic in a list, with its newest position."""

    topic: str
    offset: int
    seq: int
    ts: float
    subscribers: int


@dataclass(frozen=True)
class History:
    """The newest updates of a topic, the oldest first, and the cursor after them.

    ``more``: older ones were left out, because an answer has at most 8 MiB. Subscribe with
    ``since="earliest"`` for all.
    """

    cursor: str
    updates: list[Update]
    more: bool = False


@dataclass(frozen=True)
class Reader:
    """The position that a reader has acknowledged, and the number of later updates by topic."""

    cursor: str
    unread: dict[str, int]
