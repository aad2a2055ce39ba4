"""A device with passkeys, as a browser lets it speak: ES256 keys, no attestation."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

_USER_PRESENT, _USER_VERIFIED, _KEY_INSIDE = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    origin: str = "http://localhost"
    host: str = "localhost"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 1

    def make(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` gives for these options, as the form posts it."""
        about = self._about(_KEY_INSIDE) + bytes(16)
        about += struct.pack(">H", len(self.credential_id)) + self.credential_id + self._public()
        attested = {"fmt": "none", "attStmt": {}, "authData": about}
        said = self._said("webauthn.create", options)
        return self._answer(
            clientDataJSON=said, attestationObject=cbor2.dumps(attested), transports=["internal"]
        )

    def sign(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` gives for these options."""
        self.count += 1
        about, said = self._about(0), self._said("webauthn.get", options)
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=about, signature=signature)

    def _about(self, more: int) -> bytes:
        flags = _USER_PRESENT | _USER_VERIFIED | more
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _said(self, act: str, options: dict[str, Any]) -> bytes:
        told = {"type": act, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _answer(self, **response: Any) -> str:
        identity = bytes_to_base64url(self.credential_id)
        packed = {
            name: bytes_to_base64url(value) if isinstance(value, bytes) else value
            for name, value in response.items()
        }
        return json.dumps(
            {"id": identity, "rawId": identity, "type": "public-key", "response": packed}
        )
