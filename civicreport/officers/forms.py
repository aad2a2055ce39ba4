"""What officers may fill in. Every form on a report says which version of it was being read."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from civicreport.db import LARGEST_ID
from civicreport.delivery.inbound.decisions import Decision
from civicreport.domain.errors import (
    ChangeNotAllowed,
    DomainError,
    NotFound,
    ReasonMissing,
    VisibilityNotAllowed,
)
from civicreport.domain.status import Status
from civicreport.domain.visibility import Move
from civicreport.web.words import status_name

LONGEST = 4000
LARGEST_VERSION = 2**31 - 1


def _long_text(label: Any, *, id: str, required: Any = None) -> TextAreaField:  # noqa: A002 - as WTForms calls it
    """`id`: several forms stand on one page."""
    needed = [InputRequired(required)] if required else []
    too_long = _("Please keep it under 4,000 characters.")
    return TextAreaField(
        label,
        id=id,
        filters=[lambda words: (words or "").strip()],
        validators=[*needed, Length(max=LONGEST, message=too_long)],
    )


def _can_be_a_version(_form: CaseForm, field: IntegerField) -> None:
    if field.data is None or not 0 <= field.data <= LARGEST_VERSION:
        raise ValidationError(gettext("This form is incomplete: please open the report again."))


class CaseForm(FlaskForm):  # type: ignore[misc] # flask_wtf is untyped
    class Meta:
        csrf = False  # the guard of the whole audience looks at the token

    version = IntegerField(
        widget=HiddenInput(),
        validators=[
            InputRequired(_("This form is incomplete: please open the report again.")),
            _can_be_a_version,
        ],
    )

    def refuse(self, refusal: DomainError) -> None:
        """Let a rule's refusal stand at its field; a form without such a field cannot get one."""
        raise refusal


class StatusForm(CaseForm):
    status = SelectField(_("New status"), id="status-status", validate_choice=False)
    text = _long_text(_("Text for everybody"), id="status-text")
    note = _long_text(_("Internal note with it"), id="status-note")

    def validate_status(self, field: SelectField) -> None:
        AnyOf(list(Status), message=_("Choose the new status."))(self, field)

    def refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, ReasonMissing):
            self.text.errors = [
                gettext(
                    "“%(new)s” needs a reason that everybody can read: write it here.",
                    new=status_name(refusal.new),
                )
            ]
        elif isinstance(refusal, ChangeNotAllowed):
            self.status.errors = [_not_allowed(refusal)]
        else:
            raise refusal


class UpdateForm(CaseForm):
    text = _long_text(_("Text"), id="update-text", required=_("Write what everybody should read."))


class NoteForm(CaseForm):
    note = _long_text(_("Note"), id="note-note", required=_("Write the note first."))


class CategoryForm(CaseForm):
    category = SelectField(_("Category"), id="category-category", validate_choice=False)

    def refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, ChangeNotAllowed):
            self.category.errors = [_not_allowed(refusal)]
        elif isinstance(refusal, NotFound):
            self.category.errors = [gettext("Choose one of the categories.")]
        else:
            raise refusal


class VisibilityForm(CaseForm):
    move = HiddenField(validators=[AnyOf(list(Move))])
    reason = _long_text(_("Reason"), id="visibility-reason", required=_("Say why, in a few words."))

    def refuse(self, refusal: DomainError) -> None:
        if not isinstance(refusal, VisibilityNotAllowed):
            raise refusal
        self.reason.errors = [gettext("That is not possible as it stands now: look again.")]


class MailForm(CaseForm):
    """A mail that waits; its words may be changed before they are public."""

    decision = HiddenField(validators=[AnyOf(list(Decision))])
    text = _long_text(_("Text to publish or to keep"), id="mail-text")

    def refuse(self, refusal: DomainError) -> None:
        if isinstance(refusal, ReasonMissing):
            self.text.errors = [gettext("Write what is to be published or kept.")]
        elif isinstance(refusal, ChangeNotAllowed):
            self.text.errors = [_not_allowed(refusal)]
        else:
            raise refusal


class AssignForm(FlaskForm):  # type: ignore[misc] # flask_wtf is untyped
    class Meta:
        csrf = False  # the guard of the whole audience looks at the token

    report = IntegerField(
        _("Number of the report"),
        id="assign-report",
        validators=[
            InputRequired(_("Write the number of the report.")),
            NumberRange(1, LARGEST_ID, _("Write the number of the report.")),
        ],
    )


class PhotoVisibilityForm(FlaskForm):  # type: ignore[misc] # flask_wtf is untyped
    """Without a version: a photo has one state, and each move fits only one of them."""

    class Meta:
        csrf = False

    move = HiddenField(validators=[AnyOf(list(Move))])
    reason = _long_text(_("Reason"), id="photo-reason", required=_("Say why, in a few words."))


def _not_allowed(refusal: ChangeNotAllowed) -> str:
    if not refusal.allowed:
        ended = gettext(
            "A report that is “%(old)s” has ended for good.", old=status_name(refusal.old)
        )
        return str(ended)
    return str(
        gettext(
            "A report that is “%(old)s” cannot become “%(new)s”. Possible now: %(allowed)s.",
            old=status_name(refusal.old),
            new=status_name(refusal.new),
            allowed=", ".join(status_name(status) for status in refusal.allowed),
        )
    )
