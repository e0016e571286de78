"""The publisher's key pair (Ed25519): made once, kept by the writer alone, used for every manifest."""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from api.errors import Refusal


def new_key(path: Path) -> str:
    """Writes a private key that only its owner may read, and gives the public one in base64. Refusal where a file is already."""
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise Refusal(f"{path} is there already; a key that signed releases must not be lost: choose another name") from None
    return public_key(key)


def load_key(path: str) -> Ed25519PrivateKey | None:
    """The private key in a file, None where none is set; Refusal where the file holds no Ed25519 key."""
    if not path:
        return None
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal(f"SNHR_SIGNING_KEY: {path} holds no Ed25519 private key; 'snhr-api keys new' makes one")
    return key


def public_key(key: Ed25519PrivateKey) -> str:
    """The public key, 32 bytes in base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def sign(key: Ed25519PrivateKey, content: bytes) -> str:
    """The signature of a content, 64 bytes in base64."""
    return base64.b64encode(key.sign(content)).decode()
