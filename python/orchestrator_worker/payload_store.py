from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ExternalStorage,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
)
from temporalio.exceptions import ApplicationError

if TYPE_CHECKING:
    from .parent_link import ParentLink


def external_storage(link: ParentLink, drivers: Sequence[str], own: str | None) -> ExternalStorage:
    """
    Large payloads outside of the history. The Node worker keeps them and fetches them, so that there is one store. Also
    without one of its own it is asked: it says where what others have stored is.
    """
    known = {name: _ParentStore(link, name) for name in drivers}
    mine = None if own is None else known[own]
    return ExternalStorage(drivers=list(known.values()), driver_selector=lambda _context, _payload: mine)


class _ParentStore(StorageDriver):
    def __init__(self, link: ParentLink, name: str) -> None:
        self._link = link
        self._name = name

    def name(self) -> str:
        return self._name

    def type(self) -> str:
        return self._name

    async def store(self, context: StorageDriverStoreContext, payloads: Sequence[Payload]) -> list[StorageDriverClaim]:
        encoded = [base64.b64encode(payload.SerializeToString()).decode() for payload in payloads]
        answer = await self._ask({"kind": "store_payloads", "payloads": encoded})
        return [StorageDriverClaim(claim) for claim in answer["claims"]]

    async def retrieve(self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]) -> list[Payload]:
        answer = await self._ask({"kind": "retrieve_payloads", "claims": [dict(claim.claim_data) for claim in claims]})
        return [Payload.FromString(base64.b64decode(text)) for text in answer["payloads"]]

    async def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = await self._link.ask({**question, "driver": self._name})
        if "error" in answer:
            error = answer["error"]
            raise ApplicationError(error["message"], type=error["type"], non_retryable=not error["retryable"])
        return answer
