"""What may stand in an address."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, ValidationError

from civicreport import config
from civicreport.db import LARGEST_ID


class IdConverter(IntegerConverter):
    """`<int:…>` everywhere: a number that no row can have is an address that does not exist."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


def absolute(path: str) -> str:
    """With the site's own name, whatever name the visitor came by."""
    return config.current().site.url.rstrip("/") + path
