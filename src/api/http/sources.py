"""The databases that the service reads from, in the order in which it prefers them: replicas first, the primary last."""

from sqlalchemy import Connection

from api.database import DATABASE_ERRORS, SCHEMA, read_engine, schema_version
from api.errors import Unavailable
from api.queries.releases import newest_state

# The number of the newest release, and how many redactions there have been. A replica that is behind has less of either.
State = tuple[int, int]


class Source:
    """One database, and what it was last seen to have."""

    def __init__(self, url: str, seconds: float, connections: int) -> None:
        self.engine = read_engine(url, seconds, connections)
        self.state: State = (0, 0)

    def look(self) -> None:
        """Sees what there is now. Of another schema than this program knows nothing new is taken: it may mean something else."""
        with self.engine.connect() as connection:
            if schema_version(connection) == SCHEMA:
                self.state = newest_state(connection)


def connected(sources: tuple[Source, ...], least: State) -> Connection:
    """A connection to the first database that answers and has all of a state; Unavailable where none has."""
    failure: Exception = Unavailable(retry_after=1)
    for source in sources:
        if source.state[0] < least[0] or source.state[1] < least[1]:
            continue
        try:
            return source.engine.connect()
        except DATABASE_ERRORS as error:
            failure = error
            if len(sources) > 1:
                # Nobody else waits for it: the next look finds it again.
                source.state = (0, 0)
    raise failure
