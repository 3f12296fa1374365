from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .agent_failure import refuse

_REFERENCE = re.compile(r"\$\$\{|\$\{secret:([^}]*)\}")


def resolve_secrets(written: Any, secrets: Mapping[str, str]) -> Any:
    """A copy of a value in written form with `${secret:NAME}` replaced by the secret, in its texts, and `$${` by `${`."""
    if isinstance(written, str):
        return _REFERENCE.sub(lambda found: _value(found[1], secrets), written)
    if isinstance(written, list):
        return [resolve_secrets(each, secrets) for each in written]
    if isinstance(written, dict):
        return {key: resolve_secrets(each, secrets) for key, each in written.items()}
    return written


def _value(name: str | None, secrets: Mapping[str, str]) -> str:
    if name is None:
        return "${"
    if name in secrets:
        return secrets[name]
    raise refuse(
        "undeclared-secret", f"${{secret:{name}}} is a secret that the definition does not declare: add {name} under `secrets`"
    )
