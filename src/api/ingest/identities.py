"""How a publication is found again whatever its address looks like: identity keys of addresses, posts and titles."""

import hashlib
import re
from urllib.parse import parse_qs, unquote, urlsplit

from api.text.searching import terms

# The site answers under both names with the same paths.
_SAME_SITE = {"sn4hr.org": "snhr.org"}
_OTHER_PORT = re.compile(r":(?!80\Z|443\Z)\d+\Z")
_DATED_POST = re.compile(r"/\d{4}/\d{2}/\d{2}/(\d{1,9})\Z")
_DATED = re.compile(r"/(\d{4})/(\d{2})/(\d{2})(?:/|\Z)")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def address_key(url: str) -> str:
    """One spelling for every form of an address: no scheme, www, closing slash or fragment; old site name and new are one.

    A port that is not the scheme's own stays: another port is another site.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    for old, new in _SAME_SITE.items():
        if host == old or host.endswith(f".{old}"):
            host = host.removesuffix(old) + new
    port = _OTHER_PORT.search(parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    return f"url:{host}{port[0] if port else ''}{unquote(parts.path).rstrip('/')}{query}"


def post_key(url: str | None, post_id: int | None) -> str | None:
    """The site's own number for a page, from the page or its address. The Arabic site counts apart."""
    if url is None:
        return None
    parts = urlsplit("//" + address_key(url).removeprefix("url:"))
    host, path = parts.netloc, parts.path.removeprefix("/")
    numbered = _DATED_POST.search(f"/{path}") or re.fullmatch(r"(\d{1,9})", parse_qs(parts.query).get("p", [""])[0])
    number = post_id or (int(numbered.group(1)) if numbered else None)
    site = f"{host}/arabic" if path.startswith("arabic/") else host
    return f"post:{site}/{number}" if number else None


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
