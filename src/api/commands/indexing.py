"""reindex: the search index made anew, after a new version of the program reads words by other rules."""

from api.commands.writing import progress, writing
from api.publishing.indexing import reindex
from api.text.rules import index_version


def reindex_all() -> None:
    """Make the search index anew from what is published. The service answers all along, and searches again when it is done."""
    with writing() as connection:
        count = reindex(connection, progress)
    print(f"indexed {count} publications by rules {index_version()}")
