"""S/MIME in one piece: a signed mail is read, whoever signed it; an encrypted one cannot be."""

from __future__ import annotations

from typing import NamedTuple

_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _OID, _CONTENT = 0x30, 0x04, 0x24, 0x06, 0xA0
_DEEPEST = 8


class BadEnvelope(ValueError):
    """Not what its type promises."""


class _Piece(NamedTuple):
    tag: int
    content: bytes
    after: int


def signed_content(envelope: bytes) -> bytes | None:
    """The mail inside a signature (RFC 5652); None where it is encrypted or no such thing."""
    try:
        kind, content = _pieces(_first(envelope, _SEQUENCE))[:2]
        if kind.tag != _OID or kind.content != _SIGNED:
            return None
        signed = _first(content.content, _SEQUENCE)
        inner = next(one for one in _pieces(signed) if one.tag == _SEQUENCE)
        _, wrapped = _pieces(inner.content)[:2]
        return _octets(_pieces(wrapped.content)[0])
    except (BadEnvelope, IndexError, StopIteration, ValueError):
        return None


def _octets(piece: _Piece, depth: int = 0) -> bytes:
    if piece.tag == _OCTETS:
        return piece.content
    if piece.tag != _OCTETS_IN_PIECES or depth > _DEEPEST:
        raise BadEnvelope
    return b"".join(_octets(one, depth + 1) for one in _pieces(piece.content))


def _first(content: bytes, tag: int) -> bytes:
    piece = _piece(content, 0)
    if piece.tag != tag:
        raise BadEnvelope
    return piece.content


def _pieces(content: bytes) -> list[_Piece]:
    found, at = [], 0
    while at < len(content) and content[at : at + 2] != b"\x00\x00":
        found.append(_piece(content, at))
        at = found[-1].after
    return found


def _piece(content: bytes, at: int, depth: int = 0) -> _Piece:
    """One tag, its length and what it holds; also of unknown length, closed by two zeros."""
    tag, length, start = content[at], content[at + 1], at + 2
    if length == 0x80:
        return _unending(content, tag, start, depth)
    if length > 0x80:
        size = length - 0x80
        length = int.from_bytes(content[start : start + size], "big")
        start += size
    if start + length > len(content):
        raise BadEnvelope
    return _Piece(tag, content[start : start + length], start + length)


def _unending(content: bytes, tag: int, start: int, depth: int) -> _Piece:
    if depth > _DEEPEST:
        raise BadEnvelope
    end = start
    while content[end : end + 2] != b"\x00\x00":
        end = _piece(content, end, depth + 1).after
    return _Piece(tag, content[start:end], end + 2)
