from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec
from temporalio.exceptions import ApplicationError

if TYPE_CHECKING:
    from .parent_link import ParentLink


_ENCRYPTED = b"binary/encrypted"


class ParentCodec(PayloadCodec):
    """
    The Node worker encrypts and decrypts. The keys stay with it, out of the reach of what runs in this process; and this one
    needs no package for it.
    """

    def __init__(self, link: ParentLink, encrypts: bool) -> None:
        self._link = link
        self._encrypts = encrypts

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return await self._ask("encode_payloads", payloads) if self._encrypts else list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        # Also without keys of its own the Node worker knows what to say of a payload that is encrypted.
        asks = self._encrypts or any(payload.metadata.get("encoding") == _ENCRYPTED for payload in payloads)
        return await self._ask("decode_payloads", payloads) if asks else list(payloads)

    async def _ask(self, kind: str, payloads: Sequence[Payload]) -> list[Payload]:
        encoded = [base64.b64encode(payload.SerializeToString()).decode() for payload in payloads]
        answer = await self._link.ask({"kind": kind, "payloads": encoded})
        if "error" in answer:
            error = answer["error"]
            raise ApplicationError(error["message"], type=error["type"], non_retryable=not error["retryable"])
        return [Payload.FromString(base64.b64decode(text)) for text in answer["payloads"]]
