"""Signing with one private key: RSA without padding by the system's OpenSSL where it is found, else by Python's integers.

OpenSSL takes a tenth of the time, takes the same time whatever the message, and leaves the other threads running. Python's
integers vary with the message, so `blind_sign` masks it first. Either result is encrypted back before it leaves.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from shuanglun.records.surveys.secrecy import blind
from shuanglun.records.surveys.secrecy.tickets import MODULUS_BITS

NO_PADDING = 3
POINTER = ctypes.c_void_p


def make() -> bytes:
    """A fresh private key, DER."""
    key = rsa.generate_private_key(blind.EXPONENT, MODULUS_BITS)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@cache
def library() -> Any:
    """OpenSSL's libcrypto, or None."""
    for name in ("libcrypto.so.3", "libcrypto.so.1.1"):
        try:
            found = ctypes.CDLL(name)
            found.d2i_AutoPrivateKey.restype = found.EVP_PKEY_CTX_new.restype = POINTER
            found.EVP_PKEY_CTX_set_rsa_padding  # noqa: B018 -- a macro before OpenSSL 3
        except (OSError, AttributeError):
            continue
        return found
    return None


class SigningKey:
    """One group's private key, ready to sign. Dropping it lets OpenSSL clear its memory."""

    def __init__(self, der: bytes, *, is_plain: bool = False) -> None:
        # Testing the primes takes 0.1 s; the key is our own, and every signature is checked.
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("not an RSA key")
        numbers = key.private_numbers()
        self.n = numbers.public_numbers.n
        self._library: Any = None if is_plain else library()
        self._handle: Any = None
        if self._library is None:
            self._secret = blind.Secret(self.n, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
            return
        start = ctypes.c_char_p(der)
        self._handle = POINTER(self._library.d2i_AutoPrivateKey(None, ctypes.byref(start), ctypes.c_long(len(der))))
        if not self._handle:
            raise ValueError("OpenSSL does not read this key")

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self._library.EVP_PKEY_free(self._handle)

    def sign(self, blinded: bytes) -> bytes:
        """BlindSign (RFC 9474 §4.3); ValueError for a message out of range."""
        if self._library is None:
            return blind.blind_sign(self._secret, blinded)
        message = blind.representative(self.n, blinded)
        return blind.checked(self.n, message, int.from_bytes(self._private(blinded), "big"))

    def _private(self, blinded: bytes) -> bytes:
        """The bare private operation: what decrypting without padding is."""
        call, length = self._library, ctypes.c_size_t(len(blinded))
        out = ctypes.create_string_buffer(len(blinded))
        context = POINTER(call.EVP_PKEY_CTX_new(self._handle, None))
        try:
            if (
                call.EVP_PKEY_decrypt_init(context) != 1
                or call.EVP_PKEY_CTX_set_rsa_padding(context, NO_PADDING) != 1
                or call.EVP_PKEY_decrypt(context, out, ctypes.byref(length), blinded, length) != 1
            ):
                raise ArithmeticError("signing failure")
        finally:
            call.EVP_PKEY_CTX_free(context)
        return out.raw
