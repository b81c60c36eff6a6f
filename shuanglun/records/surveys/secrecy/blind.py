"""RSA blind signatures, variant RSABSSA-SHA384-PSS-Randomized (RFC 9474 §5): the signer signs what it cannot see.

The prepared message is `random (32 bytes) ‖ message`; PSS over SHA-384 with MGF1 over SHA-384 and a salt of 48 bytes. No
package of the Python index offers this, so it stands here; whether a signature holds is judged by `cryptography` alone.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

EXPONENT = 65537
HASH_BYTES = SALT_BYTES = 48
RANDOM_BYTES = 32
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_BYTES)


@dataclass(frozen=True)
class Secret:
    """A private key as the integers of RFC 8017 §3.2 (second form): n = p·q, dp = d mod (p−1), dq, qi = q⁻¹ mod p."""

    n: int
    p: int
    q: int
    dp: int
    dq: int
    qi: int


def size(n: int) -> int:
    """Length of the modulus in bytes."""
    return (n.bit_length() + 7) // 8


def prepare(message: bytes, random: bytes | None = None) -> bytes:
    """PrepareRandomize (RFC 9474 §4.1); without `random` 32 fresh bytes are drawn."""
    return (secrets.token_bytes(RANDOM_BYTES) if random is None else random) + message


def encode(prepared: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 into `bits` bits (RFC 8017 §9.1.1)."""
    length = (bits + 7) // 8
    if len(salt) != SALT_BYTES or length < HASH_BYTES + SALT_BYTES + 2:
        raise ValueError("wrong salt or modulus too short")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(prepared).digest() + salt).digest()
    block = bytes(length - SALT_BYTES - HASH_BYTES - 2) + b"\x01" + salt
    mask = _mgf1(digest, len(block))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    """MGF1 over SHA-384 (RFC 8017 §B.2.1)."""
    rounds = range(-(-length // HASH_BYTES))
    return b"".join(hashlib.sha384(seed + number.to_bytes(4, "big")).digest() for number in rounds)[:length]


def blind(n: int, prepared: bytes, salt: bytes, r: int) -> tuple[bytes, int]:
    """Blind (RFC 9474 §4.2) with a given salt and blinding factor 1 ≤ r < n → blinded message and inverse of r.

    ValueError when the message or r shares a factor with n, which happens to nobody who does not know the factors.
    """
    message = int.from_bytes(encode(prepared, n.bit_length() - 1, salt), "big")
    if math.gcd(message, n) != 1:
        raise ValueError("invalid input")
    inverse = pow(r, -1, n)
    return (message * pow(r, EXPONENT, n) % n).to_bytes(size(n), "big"), inverse


def blind_sign(key: Secret, blinded: bytes) -> bytes:
    """BlindSign (RFC 9474 §4.3): RSASP1 by the Chinese remainder theorem (RFC 8017 §5.2.1).

    A random factor goes in before and out afterwards, so that the time taken tells nothing about the key (§8.1). The
    result is encrypted back before it leaves: one faulty half would give away the factors. ValueError for a message of
    another length or not below n.
    """
    message = representative(key.n, blinded)
    factor = secrets.randbelow(key.n - 2) + 2
    masked = message * pow(factor, EXPONENT, key.n) % key.n
    half = pow(masked % key.q, key.dq, key.q)
    masked = half + key.q * ((pow(masked % key.p, key.dp, key.p) - half) * key.qi % key.p)
    return checked(key.n, message, masked * pow(factor, -1, key.n) % key.n)


def representative(n: int, blinded: bytes) -> int:
    """The integer of a blinded message; ValueError unless it is exactly as long as the modulus and below it."""
    message = int.from_bytes(blinded, "big")
    if len(blinded) != size(n) or not 0 < message < n:
        raise ValueError("message representative out of range")
    return message


def checked(n: int, message: int, signature: int) -> bytes:
    """The signature as bytes, once it leads back to the message (RFC 9474 §4.3, "signing failure")."""
    if pow(signature, EXPONENT, n) != message:
        raise ArithmeticError("signing failure")
    return signature.to_bytes(size(n), "big")


def finalize(n: int, prepared: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """Finalize (RFC 9474 §4.4): take the blinding off; ValueError when what comes out is no signature."""
    if len(blind_signature) != size(n):
        raise ValueError("unexpected input size")
    signature = (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(size(n), "big")
    if not verify(n, prepared, signature):
        raise ValueError("invalid signature")
    return signature


def verify(n: int, prepared: bytes, signature: bytes) -> bool:
    """Whether the signature holds (RFC 9474 §4.5, RSASSA-PSS-VERIFY of RFC 8017 §8.1.2)."""
    try:
        public_key(n).verify(signature, prepared, PSS, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=512)
def public_key(n: int) -> rsa.RSAPublicKey:
    """The public key of a group."""
    return rsa.RSAPublicNumbers(EXPONENT, n).public_key()
