"""One spelling for every form of a page's address: how a publication is found again, by an import and by a reader alike."""

import re
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

# The site answers under both names with the same paths.
_SAME_SITE = {"sn4hr.org": "snhr.org"}
_OTHER_PORT = re.compile(r":(?!80\Z|443\Z)\d+\Z")
_DATED_POST = re.compile(r"/\d{4}/\d{2}/\d{2}/(\d{1,9})\Z")


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
    site = f"{host}/arabic" if f"{path}/".startswith("arabic/") else host
    return f"post:{site}/{number}" if number else None


def keys_of_address(url: str) -> list[str]:
    """Every key that an address may be known by, the surest first; a scheme may be missing. ValueError for what is no address."""
    parts = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
    # To ask for the port is to check it: "javascript:alert(1)" has none that is a number.
    if "." not in (parts.hostname or "") or parts.scheme not in ("http", "https") or parts.port == 0:
        raise ValueError("no address of a page")
    whole, plain = urlunsplit(parts), urlunsplit(parts._replace(query=""))
    # What newsletters and networks hang on an address says nothing of the page; ?p= alone is a page's number.
    keys = [address_key(whole), post_key(whole, None), None if "p" in parse_qs(parts.query) else address_key(plain)]
    return list(dict.fromkeys(key for key in keys if key))
