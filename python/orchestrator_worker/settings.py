from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from temporalio.service import TLSConfig


@dataclass(frozen=True)
class Settings:
    """What the Node worker tells this process first, over a pipe: there are keys in it."""

    address: str
    namespace: str
    task_queue: str
    deployment: str | None
    build_id: str | None
    """With worker versioning, the version of the Node worker."""
    root: str
    max_agents: int
    payload_drivers: list[str]
    payload_driver: str | None
    """The one of them that keeps large payloads, if there is one."""
    output_limit: int | None
    encrypts: bool
    """Payloads are encrypted, and what a failure says is one of them."""
    traces: bool
    """Attempts have a trace context, which the Node worker knows."""
    api_key: str | None
    metadata: dict[str, str | bytes]
    tls: TLSConfig | bool | None

    @staticmethod
    def read(document: dict[str, Any]) -> Settings:
        metadata = document.get("metadata") or {}
        return Settings(
            address=document["address"],
            namespace=document["namespace"],
            task_queue=document["taskQueue"],
            deployment=document.get("deployment"),
            build_id=document.get("buildId"),
            root=document["root"],
            max_agents=document["maxAgents"],
            payload_drivers=document["payloadDrivers"],
            payload_driver=document.get("payloadDriver"),
            output_limit=document.get("outputLimit"),
            encrypts=bool(document.get("encrypts")),
            traces=bool(document.get("traces")),
            api_key=document.get("apiKey"),
            metadata={key: value if isinstance(value, str) else _bytes(value) or b"" for key, value in metadata.items()},
            tls=_tls(document.get("tls")),
        )


def _tls(value: Any) -> TLSConfig | bool | None:
    if not isinstance(value, dict):
        return value
    pair = value.get("clientCertPair") or {}
    return TLSConfig(
        server_root_ca_cert=_bytes(value.get("serverRootCACertificate")),
        domain=value.get("serverNameOverride"),
        client_cert=_bytes(pair.get("crt")),
        client_private_key=_bytes(pair.get("key")),
    )


def _bytes(value: Any) -> bytes | None:
    """Bytes are sent as `{"base64": …}`."""
    return None if value is None else base64.b64decode(value["base64"])
