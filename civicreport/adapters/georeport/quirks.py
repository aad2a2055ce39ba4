"""In what one peer differs from the standard: configuration, never code named after a city."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from civicreport.domain.status import Status

AttributeCode = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# What an attribute template may name of a report.
FACTS = frozenset(
    {
        "reference",
        "url",
        "title",
        "details",
        "category",
        "place",
        "latitude",
        "longitude",
        "reported_at",
        "name",
        "email",
        "phone",
    }
)


class Quirks(BaseModel):
    """What each means: docs/bodies-file.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = ""
    requests_omit_timezone: bool = False
    extended_description: bool = True
    attributes: dict[AttributeCode, str] = {}
    brackets_for_lists: bool = True
    several_media_urls: bool = False
    upload_photos: bool = False
    keys_also_in_query: bool = False
    key_for_reading: bool = False
    sends_contact_details: bool = True
    extended_statuses: bool = False
    closed_means: Literal["", "fixed", "no_action"] = ""
    status_words: dict[str, Status] = {}
    is_idempotent: bool = False
    lookup: Literal["proven", "requests", "none"] = "proven"
    listed_after_seconds: Annotated[int, Field(ge=0, le=86_400)] = 120
    page_size: Annotated[int, Field(ge=0, le=1000)] = 0
    longest_description: Annotated[int, Field(ge=200, le=100_000)] = 4000

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            if name:
                ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone such as Europe/London") from error
        return name

    @field_validator("attributes")
    @classmethod
    def _names_known_facts(cls, templates: dict[str, str]) -> dict[str, str]:
        for template in templates.values():
            for _, name, form, conversion in Formatter().parse(template):
                if name is not None and (name not in FACTS or form or conversion):
                    raise ValueError(f"{{{name}}} is none of {', '.join(sorted(FACTS))}")
        return templates
