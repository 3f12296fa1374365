from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_MASK = "***"
_SHORTEST = 6
"""Characters. A shorter value stands in too many texts that have nothing to do with it."""


class SecretMask:
    """Puts `***` in the place of secrets, in whatever is about to leave an attempt. Text is masked before it is cut."""

    def __init__(self, forms: Iterable[str] = ()) -> None:
        # The Node worker gives the forms (in a URL, in base64, …); these are the ones that only Python writes.
        written = {each for form in forms for each in (form, repr(form)[1:-1], json.dumps(form)[1:-1])}
        self._forms = sorted(form for form in written if len(form) >= _SHORTEST)

    def text(self, shown: str) -> str:
        """Secrets may overlap, and one may be part of another: what belongs to any of them goes."""
        masked, done, masked_to = "", 0, -1
        for start, end in sorted(span for form in self._forms for span in _spans(form, shown)):
            if start > masked_to:
                masked += shown[done:start] + _MASK
            masked_to = done = max(masked_to, end)
        return masked + shown[done:] if masked_to >= 0 else shown

    def value(self, shown: Any) -> Any:
        """Of a JSON value. A secret made of digits may come as a number."""
        if not self._forms or shown is None or isinstance(shown, bool):
            return shown
        if isinstance(shown, str):
            return self.text(shown)
        if isinstance(shown, (int, float)):
            return shown if self.text(str(shown)) == str(shown) else _MASK
        if isinstance(shown, list):
            return [self.value(each) for each in shown]
        return {self.text(key): self.value(each) for key, each in shown.items()}


NO_MASK = SecretMask()


def _spans(form: str, shown: str) -> Iterable[tuple[int, int]]:
    at = shown.find(form)
    while at != -1:
        yield at, at + len(form)
        at = shown.find(form, at + 1)
