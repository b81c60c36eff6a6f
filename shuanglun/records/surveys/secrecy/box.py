"""Envelopes: while the box is open a ballot lies encrypted, so that backups taken every minute show neither content nor
the ballot's own number next to a time.

HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Ballots are padded, so that their length
does not tell who wrote much. Private key and secret of a box live in the signing process.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

LABEL = "shuanglun-box-v1/"
STEP = 1024
LENGTH_BYTES = 4
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def make_secret() -> bytes:
    """The secret that names ballots while the box is open: 32 random bytes."""
    return secrets.token_bytes(32)


def seal(public: str, campaign: str, plain: bytes, step: int = STEP) -> bytes:
    """Encrypt a ballot for the box whose public key (hex) is given, padded to a multiple of `step` bytes."""
    whole = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    padded = whole + bytes(-len(whole) % step)
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return SUITE.encrypt(padded, key, info=(LABEL + campaign).encode())


def open_sealed(private: X25519PrivateKey, campaign: str, sealed: bytes) -> bytes:
    """Decrypt one envelope; ValueError when it was changed or belongs to another box."""
    try:
        padded = SUITE.decrypt(sealed, private, info=(LABEL + campaign).encode())
    except InvalidTag as fault:
        raise ValueError("envelope was changed or belongs to another box") from fault
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    if length > len(padded) - LENGTH_BYTES:
        raise ValueError("envelope with a wrong length")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def tag(secret: bytes, key: str) -> str:
    """The primary key of an envelope: the same ballot number always gives the same tag, and only this box can tell."""
    return hmac.new(secret, key.encode("ascii"), hashlib.sha256).hexdigest()


def digest(secret: bytes, key: str, commitment: str) -> str:
    """Tells the same ballot sent again from another one under the same number."""
    return hmac.new(secret, f"{key}\n{commitment}".encode("ascii"), hashlib.sha256).hexdigest()
