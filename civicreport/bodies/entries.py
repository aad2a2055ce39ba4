"""What a file of bodies may say: each key with its kind, bounds and default."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from civicreport.adapters.georeport import Quirks
from civicreport.bodies.models import Method, Polling
from civicreport.domain.answers import LISTS, Datatype

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,50}$")]
AreaName = Annotated[str, StringConstraints(pattern=r"^[^:\s]{1,50}:[^:\s]{1,50}$")]
ADDRESS = r"^[^@\s]+@[^@\s]+$"
WEB_ADDRESS = r"^https?://[^\s/]\S*$"
Address = Annotated[str, StringConstraints(pattern=ADDRESS, max_length=254)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=500)]
QuestionCode = Annotated[str, StringConstraints(pattern=r"^[^\[\]\s]{1,100}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Word = Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]
Days = Annotated[int, Field(ge=0, le=365)]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AdviceEntry(Entry):
    words: Annotated[Text, Field(max_length=1000)]
    phone: Annotated[str, StringConstraints(pattern=r"^(\+?[0-9 ]{3,20})?$")] = ""
    url: WebAddress | Literal[""] = ""
    stop: bool = False
    category: Code | Literal[""] = ""
    body: Code | Literal[""] = ""

    @model_validator(mode="after")
    def _leads_one_way(self) -> Self:
        if sum(map(bool, (self.stop, self.category, self.body))) > 1:
            raise ValueError("either stops, or leads to a category or to a body")
        return self


class QuestionEntry(Entry):
    code: QuestionCode
    prompt: Annotated[Text, Field(max_length=500)]
    datatype: Datatype = Datatype.STRING
    required: bool = False
    hint: Annotated[str, Field(max_length=1000)] = ""
    values: Annotated[dict[str, Text], Field(validate_default=True)] = {}
    variable: bool = True
    advice: dict[str, AdviceEntry] = {}

    @field_validator("values")
    @classmethod
    def _for_lists_alone(cls, values: dict[str, str], known: ValidationInfo) -> dict[str, str]:
        if (known.data.get("datatype", Datatype.STRING) in LISTS) != bool(values):
            raise ValueError("lists have values, and nothing else has")
        return values

    @field_validator("advice")
    @classmethod
    def _on_its_values(
        cls, advice: dict[str, AdviceEntry], known: ValidationInfo
    ) -> dict[str, AdviceEntry]:
        if unknown := advice.keys() - known.data.get("values", {}).keys():
            raise ValueError(f"there is no value {min(unknown)!r}")
        return advice


class TranslatedQuestion(Entry):
    """What a question says in another language; what is missing stays as it is."""

    prompt: Annotated[str, Field(max_length=500)] = ""
    hint: Annotated[str, Field(max_length=1000)] = ""
    values: dict[str, Text] = {}
    advice: dict[str, Annotated[str, Field(max_length=1000)]] = {}  # its words, by value


class TranslatedCategory(Entry):
    name: Annotated[str, Field(max_length=100)] = ""
    group: Annotated[str, Field(max_length=100)] = ""
    hint: Annotated[str, Field(max_length=1000)] = ""
    questions: dict[QuestionCode, TranslatedQuestion] = {}


class TranslatedBody(Entry):
    name: Annotated[str, Field(max_length=200)] = ""


class CategoryEntry(Entry):
    code: Code
    name: Annotated[Text, Field(max_length=100)]
    group: Annotated[str, Field(max_length=100)] = ""
    hint: Annotated[str, Field(max_length=1000)] = ""
    symbol: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,50}$")] = ""
    position: int | None = None  # where it is offered; without one, as in the file
    urgent: bool = False
    private: bool = False
    radius_metres: Annotated[int, Field(ge=0, le=2000)] = 100
    words: dict[Language, tuple[Word, ...]] = {}
    questions: tuple[QuestionEntry, ...] = ()
    translations: dict[Language, TranslatedCategory] = {}

    @model_validator(mode="after")
    def _translates_what_it_asks(self) -> Self:
        asked = {question.code: question.values for question in self.questions}
        for language, translated in self.translations.items():
            for code, question in translated.questions.items():
                if code not in asked:
                    raise ValueError(f"{language}: there is no question {code!r}")
                if unknown := question.values.keys() - asked[code].keys():
                    raise ValueError(f"{language}: {code!r} has no value {min(unknown)!r}")
        return self


_KINDS = {
    Method.EMAIL: (re.compile(ADDRESS), "is no e-mail address"),
    Method.OPEN311: (re.compile(r"\S(.{0,198}\S)?"), "is no service code of 1 to 200 characters"),
    Method.WEBHOOK: (re.compile(WEB_ADDRESS), "does not begin with https:// or http://"),
}


class ContactEntry(Entry):
    category: Code
    method: Method = Method.EMAIL
    address: Annotated[str, Field(max_length=500)]
    second_address: Address | None = None
    answer_days: Days = 5
    precedence: Annotated[int, Field(ge=0, le=10_000)] = 100
    copy_to: tuple[Code, ...] = ()
    active: bool = True

    @field_validator("address")
    @classmethod
    def _fits_the_method(cls, address: str, known: ValidationInfo) -> str:
        kind, mistake = _KINDS[known.data.get("method", Method.EMAIL)]
        if not kind.fullmatch(address):
            raise ValueError(f"{address!r} {mistake}")
        return address


class EndpointEntry(Entry):
    url: WebAddress
    jurisdiction: Annotated[str, Field(max_length=200)] = ""
    key: Annotated[str, Field(max_length=100)] = ""
    format: Literal["xml", "json"] = "xml"
    polling: Polling = Polling.NONE
    quirks: Quirks = Quirks()
    active: bool = True


class BodyEntry(Entry):
    code: Code
    name: Text
    url: Annotated[str, Field(max_length=500)] = ""
    email: Address | None = None
    only_confirmed: bool = False
    trusts_its_domain: bool = False
    active: bool = True
    translations: dict[Language, TranslatedBody] = {}
    areas: tuple[AreaName, ...] = ()
    endpoint: EndpointEntry | None = None
    contacts: tuple[ContactEntry, ...] = ()


class BodiesFile(Entry):
    categories: tuple[CategoryEntry, ...] = ()
    bodies: tuple[BodyEntry, ...] = ()
