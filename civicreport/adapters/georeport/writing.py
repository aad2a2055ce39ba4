"""Our reports and updates as the form that a peer takes."""

from __future__ import annotations

from civicreport.adapters.georeport.instants import stamped
from civicreport.adapters.georeport.messages import OwnUpdate, PhotoFile, Submission
from civicreport.adapters.georeport.quirks import Quirks
from civicreport.adapters.georeport.statuses import word_for
from civicreport.adapters.outside import Upload

Pairs = list[tuple[str, str]]


def submission(one: Submission, quirks: Quirks) -> Pairs:
    pairs = [("service_code", one.service_code), ("description", description(one, quirks))]
    if one.point:
        pairs += [("lat", f"{one.point.latitude:.6f}"), ("long", f"{one.point.longitude:.6f}")]
    pairs.append(("address_string", one.place))
    if quirks.sends_contact_details:
        pairs += _person(one.name, one.email, one.phone)
    pairs += _media(one.media_urls, quirks)
    pairs += _attributes(one, quirks)
    return [(name, value) for name, value in pairs if value]


def update(one: OwnUpdate, quirks: Quirks) -> Pairs:
    first, last = _names(one.name)
    pairs = [
        ("update_id", one.update_id),
        ("service_request_id", one.service_request_id),
        ("service_code", one.service_code),
        ("status", word_for(one.status, quirks)),
        ("updated_datetime", stamped(one.at)),
        ("description", _cut(one.description, quirks.longest_description)),
    ]
    if quirks.sends_contact_details:
        pairs += [("first_name", first), ("last_name", last)]
        pairs += [("email", one.email), ("phone", one.phone)]
    pairs += _media(one.media_urls, quirks)
    # Where nothing was written the peer still wants the field.
    return [(name, value) for name, value in pairs if value or name == "description"]


def description(one: Submission, quirks: Quirks) -> str:
    """What was written and, at its end and never cut, where it stands and by which number."""
    if not quirks.extended_description:
        return _cut(one.details, quirks.longest_description)
    ending = "\n\n" + "\n".join(part for part in (one.url, one.reference) if part)
    return _cut(one.details, quirks.longest_description - len(ending)) + ending


def files(photos: tuple[PhotoFile, ...]) -> list[Upload]:
    """The parts of a multipart form: photo1, photo2 …"""
    return [
        Upload(f"photo{n}", photo.name, photo.type, photo.data)
        for n, photo in enumerate(photos, start=1)
    ]


def facts_of(one: Submission) -> dict[str, str]:
    """What an attribute template may name (see quirks.FACTS)."""
    return {
        "reference": one.reference,
        "url": one.url,
        "title": one.title,
        "details": one.details,
        "category": one.category,
        "place": one.place,
        "latitude": f"{one.point.latitude:.6f}" if one.point else "",
        "longitude": f"{one.point.longitude:.6f}" if one.point else "",
        "reported_at": stamped(one.reported_at) if one.reported_at else "",
        "name": one.name,
        "email": one.email,
        "phone": one.phone,
    }


def _attributes(one: Submission, quirks: Quirks) -> Pairs:
    facts = facts_of(one)
    pairs: Pairs = []
    for code, answer in one.answers.items():
        if isinstance(answer, str):
            pairs.append((f"attribute[{code}]", answer))
        else:
            name = f"attribute[{code}][]" if quirks.brackets_for_lists else f"attribute[{code}]"
            pairs += [(name, value) for value in answer]
    pairs += [
        (f"attribute[{code}]", template.format_map(facts))
        for code, template in quirks.attributes.items()
        if code not in one.answers
    ]
    return pairs


def _media(urls: tuple[str, ...], quirks: Quirks) -> Pairs:
    """The standard knows one; where the photos themselves are sent, none."""
    if quirks.upload_photos:
        return []
    return [("media_url", url) for url in (urls if quirks.several_media_urls else urls[:1])]


def _person(name: str, email: str, phone: str) -> Pairs:
    first, last = _names(name) if name else ("", "")
    return [("first_name", first), ("last_name", last), ("email", email), ("phone", phone)]


def _names(name: str) -> tuple[str, str]:
    """Split at the first space; whoever has one name has no last name, which many peers want."""
    first, _, last = name.strip().partition(" ")
    return first or "-", last.strip() or "-"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
