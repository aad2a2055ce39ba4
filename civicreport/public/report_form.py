"""The one form of a report: what its fields hold, and what is wrong with them in plain words.

Nothing is refused that can be kept: whatever does not pass stands again in its field.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)

from civicreport.domain.location import Point
from civicreport.web.coordinates import BadCoordinate, point_from
from civicreport.web.i18n import number
from civicreport.web.typed import (
    is_address,
    on_one_line,
    says_something,
    tidy,
    without_controls,
)

MAX_DETAILS = 4_000
MAX_NAME = 200
MAX_NOTE = 300
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class ReportForm(Form):  # type: ignore[misc] # WTForms has no types
    latitude = HiddenField(_l("Place"), id="place")
    longitude = HiddenField()
    address = HiddenField()  # of the spot, see address_line
    place_note = StringField(
        _l("Where exactly?"),
        filters=[on_one_line],
        description=_l(
            "The street and what it is near, such as “Mill Lane, outside no. 12”. Public."
        ),
    )
    is_place_rough = BooleanField(_l("I can only say roughly where it is"))
    photos = MultipleFileField(_l("Photos"))
    category = RadioField(_l("What is it?"), validate_choice=False)
    details = TextAreaField(
        _l("What is wrong?"),
        filters=[tidy],
        description=_l("A few words are enough. Helps most: how big, since when, is it dangerous?"),
    )
    email = EmailField(
        _l("E-mail"),
        filters=[on_one_line],
        description=_l(
            "Then you hear of each step; one click ends it. Only the council gets the address."
        ),
    )
    name = StringField(
        _l("Name"),
        filters=[on_one_line],
        description=_l("For the council; public only if you tick the box."),
    )
    show_name = BooleanField(_l("Show my name on the public page"))
    different = HiddenField()  # from those near by: asked and answered
    idempotency_key = HiddenField()
    of = HiddenField()  # the alias of whoever had signed in where it was written
    opened = HiddenField()
    # Nobody sees this field, so only a machine fills it.
    website = StringField(_l("Leave this empty"))

    @property
    def point(self) -> Point | None:
        """The chosen place, where both numbers are numbers on the globe."""
        return _point(self.latitude.data, self.longitude.data)

    @property
    def swapped(self) -> Point | None:
        """The same two numbers the other way round."""
        return _point(self.longitude.data, self.latitude.data)

    @property
    def has_place(self) -> bool:
        return bool((self.latitude.data or "").strip() or (self.longitude.data or "").strip())

    @property
    def key(self) -> str | None:
        """The form's own key, where it is one."""
        key = self.idempotency_key.data or ""
        return key if _KEY.fullmatch(key) else None

    def place_at(self, point: Point, extent: str = "") -> None:
        """Without a map: `extent` says that the spot is somewhere in it ("wide") or along it
        ("street"), which what was written about the spot may make exact.
        """
        is_described = says_something(self.place_note.data)
        self.is_place_rough.data = extent == "wide" or (extent == "street" and not is_described)
        self.address.data = ""
        self.latitude.data = f"{point.latitude:.6f}"
        self.longitude.data = f"{point.longitude:.6f}"

    def give_key(self) -> None:
        """A form that is shown again has a key, with or without JavaScript."""
        if self.key is None:
            self.new_key()

    def new_key(self) -> None:
        self.idempotency_key.data = str(uuid.uuid4())

    def validate_details(self, field: Any) -> None:
        clean = without_controls(field.data)
        if clean != field.data:
            field.data = clean
            raise ValidationError(
                _(
                    "There were invisible control characters in the text. They are taken out: "
                    "please read it once more and send it again."
                )
            )
        if not says_something(clean):
            raise ValidationError(_("Say in a few words what is wrong."))
        if len(clean) > MAX_DETAILS:
            raise ValidationError(
                _(
                    "This is %(count)s characters long, and %(limit)s fit. Please shorten it.",
                    count=number(len(clean)),
                    limit=number(MAX_DETAILS),
                )
            )

    def validate_place_note(self, field: Any) -> None:
        check_place_note(field, is_needed=self.is_place_rough.data)

    def validate_name(self, field: Any) -> None:
        clean = without_controls(field.data)
        if clean != field.data:
            field.data = clean
            raise ValidationError(
                _("There were invisible control characters in the name. They are taken out.")
            )
        if len(clean) > MAX_NAME:
            raise ValidationError(_("At most %(limit)s characters fit here.", limit=MAX_NAME))

    def validate_email(self, field: Any) -> None:
        address = field.data
        if not address:
            return
        if "@" not in address:
            raise ValidationError(_("There is no “@” in this address."))
        if not is_address(address):
            raise ValidationError(_("This is not an e-mail address, as in name@example.org."))


def check_place_note(field: Any, *, is_needed: bool) -> None:
    """`is_needed`: nothing else tells where the spot is."""
    field.data = without_controls(field.data)
    if len(field.data) > MAX_NOTE:
        raise ValidationError(_("At most %(limit)s characters fit here.", limit=MAX_NOTE))
    if is_needed and not says_something(field.data):
        raise ValidationError(
            _("Describe the spot, so that it can be found: a street, a number, what is near.")
        )


def _point(latitude: str | None, longitude: str | None) -> Point | None:
    try:
        return point_from({"latitude": latitude or "", "longitude": longitude or ""})
    except BadCoordinate:
        return None
