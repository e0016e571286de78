"""By which rules search reads a text: a digest of the analyser's code and data, so that an index made by others is known."""

import hashlib
from functools import cache
from importlib.resources import files

_CODE = ("analyser.py", "arabic.py", "english.py", "names.py", "searching.py")
_DATA = {
    "words": ("families.ar.csv", "families.en.csv", "names.csv", "places.csv", "stopwords.csv"),
    "data": ("places.csv", "parties.csv", "weapons.csv"),
}


@cache
def index_version() -> str:
    """The name of these rules."""
    digest = hashlib.blake2s(digest_size=8)
    for name in _CODE:
        digest.update(files("api.text").joinpath(name).read_bytes())
    for folder, names in _DATA.items():
        for name in names:
            digest.update(files("api.codelists").joinpath(folder, name).read_bytes())
    return digest.hexdigest()
