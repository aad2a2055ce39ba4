"""Answers as clients read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from werkzeug.test import TestResponse


def document(response: TestResponse) -> ET.Element:
    """The root of an XML answer, which must say that it is one."""
    assert response.content_type == "text/xml; charset=utf-8"
    assert response.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    return ET.fromstring(response.data)  # noqa: S314 - we have written it ourselves
