"""A peer that speaks GeoReport v2: every call of the standard, and FixMyStreet's updates.

Raises what `adapters.outside` raises (NotAllowed and NotReached: surely nothing happened there;
NoAnswer: nobody knows), Refused for a clear no, and Gibberish for an answer that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from civicreport.adapters import outside
from civicreport.adapters.georeport import reading, refusals, shapes, trees, writing
from civicreport.adapters.georeport.errors import Gibberish, PeerError, Refused
from civicreport.adapters.georeport.instants import written, zone_of
from civicreport.adapters.georeport.messages import (
    Accepted,
    Definition,
    Discovery,
    OfferedService,
    OwnUpdate,
    PhotoFile,
    RemoteUpdate,
    ServiceRequest,
    Submission,
)
from civicreport.adapters.georeport.quirks import Quirks
from civicreport.adapters.georeport.trees import Tree

Format = Literal["xml", "json"]
Pairs = writing.Pairs
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Peer:
    """`url` is everything before `services.xml`."""

    url: str
    jurisdiction_id: str = ""
    key: str = ""
    format: Format = "xml"
    quirks: Quirks = field(default_factory=Quirks)

    def discovery(self) -> Discovery:
        return self._get("discovery", [], reading.discovery)

    def services(self) -> list[OfferedService]:
        return self._get("services", [], reading.services)

    def definition(self, code: str) -> Definition:
        return self._get(f"services/{quote(code, safe='')}", [], reading.definition)

    def submit(self, submission: Submission) -> Accepted:
        """Hand a report over. A number, or a token that `token` turns into one later."""
        form = writing.submission(submission, self.quirks)
        return self._post("requests", form, submission.uploads, reading.accepted)

    def token(self, token: str) -> Accepted:
        """Its number where there is one by now, or else the token again."""
        path = f"tokens/{quote(token, safe='')}"
        found = self._get(path, [], self._requests_in)
        number = next((one.service_request_id for one in found if one.service_request_id), "")
        return Accepted(number) if number else Accepted(token=token)

    def request(self, service_request_id: str) -> ServiceRequest | None:
        path = f"requests/{quote(service_request_id, safe='')}"
        return next(iter(self._get(path, [], self._requests_in)), None)

    def requests(
        self,
        *,
        ids: Sequence[str] = (),
        service_codes: Sequence[str] = (),
        status: str = "",
        start: datetime | None = None,
        end: datetime | None = None,
        page: int = 0,
        page_size: int = 0,
    ) -> list[ServiceRequest]:
        """A window of at most 90 days; `page` counts from 1, for peers that have pages."""
        asked = [
            ("service_request_id", ",".join(ids)),
            ("service_code", ",".join(service_codes)),
            ("status", status),
            ("start_date", written(start, self.quirks) if start else ""),
            ("end_date", written(end, self.quirks) if end else ""),
            ("page", str(page or "")),
            ("page_size", str(page_size or "")),
        ]
        return self._get("requests", asked, self._requests_in)

    def updates(self, start: datetime, end: datetime) -> list[RemoteUpdate]:
        """What changed in this window, as FixMyStreet's extension tells it."""
        window = [
            ("start_date", written(start, self.quirks)),
            ("end_date", written(end, self.quirks)),
        ]
        zone = zone_of(self.quirks)
        return self._get(
            "servicerequestupdates",
            window,
            lambda root, tree: reading.updates(root, tree, zone),
            with_key=True,
        )

    def post_update(self, update: OwnUpdate) -> str:
        """The peer's own number for it; '' where it gives none."""
        form = writing.update(update, self.quirks)
        return self._post("servicerequestupdates", form, update.uploads, reading.taken_update)

    def _requests_in(self, root: str, tree: Tree) -> list[ServiceRequest]:
        return reading.requests(root, tree, zone_of(self.quirks))

    def _get(
        self,
        path: str,
        asked: Pairs,
        read: Callable[[str, Tree], T],
        *,
        with_key: bool = False,
    ) -> T:
        key = self.key if with_key or self.quirks.key_for_reading else ""
        params = [*self._identity(key), *asked]
        answer = outside.request("GET", self._at(path), params=_said(params), headers=_HEADERS)
        return understood(self._without_key(answer), read)

    def _post(
        self,
        path: str,
        form: Pairs,
        uploads: tuple[PhotoFile, ...],
        read: Callable[[str, Tree], T],
    ) -> T:
        identity = self._identity(self.key)
        files = writing.files(uploads) if self.quirks.upload_photos else []
        answer = outside.request(
            "POST",
            self._at(path),
            params=_said(identity) if self.quirks.keys_also_in_query else (),
            form=_said(identity) + form,
            files=files,
            headers=_HEADERS,
        )
        if answer.status in _MOVED:  # others may follow a post that was taken
            raise Refused("", f"it has moved to {_new_place(answer)}", answer.status)
        return understood(self._without_key(answer), read)

    def _without_key(self, answer: outside.Answer) -> outside.Answer:
        """Many say no by quoting the key, and what they say is shown to people and mailed."""
        if len(self.key) < _SHORTEST_SECRET:
            return answer
        return replace(answer, body=answer.body.replace(self.key.encode(), b"***"))

    def _identity(self, key: str) -> Pairs:
        return [("api_key", key), ("jurisdiction_id", self.jurisdiction_id)]

    def _at(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/{path}.{self.format}"


# Alexandria answers with a `deflate` that no program can open.
_HEADERS = {"Accept-Encoding": "identity"}
_MOVED = (301, 307, 308)
_SHORTEST_SECRET = 6  # anything shorter could be a part of any word


def discover(url: str) -> Discovery:
    """What an address offers: of its discovery document, or of the place where one lies."""
    if url.endswith((".xml", ".json")):
        answer = outside.request("GET", url, headers=_HEADERS)
        return understood(answer, reading.discovery)
    try:
        return Peer(url).discovery()
    except PeerError:
        return Peer(url, format="json").discovery()


def understood(answer: outside.Answer, read: Callable[[str, Tree], T]) -> T:
    """What an answer says. Raises Refused or Gibberish."""
    failed = answer.status >= 400
    try:
        root, tree = trees.tree_of(answer.body)
        if root == "html":
            raise trees.Unreadable("a page instead of a document")
        refusal = refusals.refusal_in(root, tree, failed=failed)
        if refusal and answer.status < 500:
            raise Refused(refusal[0], refusal[1] or _excerpt(answer), answer.status)
        if not failed:
            return read(root, tree)
        why = (refusal and refusal[1]) or "it failed"
    except (trees.Unreadable, shapes.Missing) as error:
        why = str(error)
    # A failure of the peer's own is no clear no: it may have kept what it was given.
    if 400 <= answer.status < 500:
        raise Refused("", _excerpt(answer), answer.status)
    raise Gibberish(why, status=answer.status, excerpt=_excerpt(answer))


def _new_place(answer: outside.Answer) -> str:
    """Without its query, where keys stand."""
    try:
        there = urlsplit(urljoin(answer.url, answer.headers.get("location", "")))
    except ValueError:
        return "an address that is none"
    return f"{there.scheme}://{there.hostname}{there.path}: enter that one"


def _excerpt(answer: outside.Answer) -> str:
    return trees.excerpt_of(answer.body)


def _said(pairs: Pairs) -> Pairs:
    """An argument that is empty counts as not sent, and some peers know that less well."""
    return [(name, value) for name, value in pairs if value]
