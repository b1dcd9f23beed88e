"""What a field of a text message may hold: a check gives the value back or raises ValueError with what was expected."""

import json
import re
from collections.abc import Callable
from dataclasses import field
from typing import Any

Check = Callable[[Any], Any]
_SURROGATES = re.compile("[\ud800-\udfff]")  # JSON can spell them, UTF-8 cannot


def wire(check: Check, **default: Any) -> Any:
    return field(metadata={"check": check}, **default)


def _require(condition: bool, expected: str) -> None:
    if not condition:
        raise ValueError(expected)


def whole(low: int, high: int) -> Check:
    def check(value: object) -> object:
        right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        _require(right, f"expected a whole number from {low} to {high}")
        return value

    return check


def number(low: float, high: float) -> Check:
    def check(value: Any) -> float:
        right = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        _require(right, f"expected a number from {low:g} to {high:g}")
        return float(value)

    return check


def text(longest: int) -> Check:
    def check(value: object) -> object:
        right = isinstance(value, str) and len(value) <= longest and not _SURROGATES.search(value)
        _require(right, f"expected a text of at most {longest} characters")
        return value

    return check


def one_of(*allowed: object) -> Check:
    def check(value: object) -> object:
        right = any(type(value) is type(one) and value == one for one in allowed)
        _require(right, "expected one of " + ", ".join(json.dumps(one) for one in allowed))
        return value

    return check


def optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def picture(value: Any) -> tuple[int, int]:
    _require(isinstance(value, list | tuple) and len(value) == 2, "expected [width, height] in pixels")
    width, height = map(whole(1, 65535), value)
    return width, height


def json_object(value: object) -> object:
    _require(isinstance(value, dict), "expected an object")
    return value
