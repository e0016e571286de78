"""How a publication is found again whatever its address looks like: identity keys of addresses, posts and titles."""

import hashlib
import re
from urllib.parse import urlsplit

from api.text.addresses import address_key, post_key
from api.text.searching import terms

_DATED = re.compile(r"/(\d{4})/(\d{2})/(\d{2})(?:/|\Z)")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def dated_by(url: str | None) -> tuple[int, int, int] | None:
    """The day that an address of the site names: year, month, day."""
    found = _DATED.search(urlsplit(url).path) if url else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def title_key(language: str, title: str) -> str:
    """For a page whose address is not known."""
    return f"title:{language}:{hashlib.sha256(' '.join(terms(title)).encode()).hexdigest()[:32]}"


def keys_of(language: str, title: str, url: str | None, post_id: int | None) -> list[str]:
    """Every key of a page, the surest first."""
    if url is None:
        return [title_key(language, title)]
    return [key for key in (address_key(url), post_key(url, post_id)) if key]


def public_id(prefix: str, seed: str, length: int) -> str:
    """A short id derived from what a thing was first seen as: the same input gives the same id everywhere."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16])
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return f"{prefix}_{''.join(letters)}"
