from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .secret_mask import SecretMask

_CUT = "… (cut)"

# Tab is harmless. The last two ranges are line separators and the bidirectional marks behind "Trojan Source".
_CONTROLS = re.compile("[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]")


def cut_text(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never half a character. What was cut is said at the end."""
    start = text[:limit]
    data = start.encode("utf-8", "replace")
    if len(start) == len(text) and len(data) <= limit:
        return data.decode("utf-8")
    return data[: limit - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT


def escape_controls(text: str, keep: str = "") -> str:
    """Control characters and marks that turn text around, written out: a log must not be able to redraw a terminal."""
    return _CONTROLS.sub(lambda mark: mark[0] if mark[0] in keep else _written(mark[0]), text)


def to_text(value: object, limit: int, mask: SecretMask, keep: str = "") -> str:
    """Any value as safe text of at most `limit` bytes. `str()` of an agent's own object may raise anything."""
    try:
        text = str(value)
    except Exception:
        text = "a value that cannot be shown"
    # Masked before it is cut, so that no half of a secret is left; five megabytes need not be looked through.
    return cut_text(escape_controls(mask.text(text[: 8 * limit]), keep), limit)


def _written(mark: str) -> str:
    code = ord(mark)
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"
