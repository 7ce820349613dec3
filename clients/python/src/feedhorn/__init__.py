"""Client of Feedhorn, a live-feed and notification server."""

from ._client import Feedhorn
from ._publisher import Publisher
from ._subscription import Subscription, Transport
from ._types import FeedhornError, History, Json, Reader, Receipt, Topic, Update

__all__ = [
    "Feedhorn",
    "FeedhornError",
    "History",
    "Json",
    "Publisher",
    "Reader",
    "Receipt",
    "Subscription",
    "Topic",
    "Transport",
    "Update",
]
