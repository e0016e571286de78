"""The databases that the service reads from, in the order in which it prefers them: replicas first, the primary last."""

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection, Engine

from api.database import DATABASE_ERRORS, SCHEMA, is_embedded, read_engine, schema_version
from api.errors import Unavailable
from api.http.lane import BRIEF_SECONDS
from api.queries.releases import newest_state

# The number of the newest release, and how many redactions there have been. A replica that is behind has less of either.
State = tuple[int, int]


class Source:
    """One database, and what it was last seen to have."""

    def __init__(self, url: str, seconds: float, connections: int) -> None:
        self.engine = read_engine(url, seconds, connections)
        self.state: State = (0, 0)
        # Of a database in this process, for the thread of the event loop alone: one connection, which stays open.
        self.near = read_engine(url, BRIEF_SECONDS, 1) if is_embedded(url) else None
        self._open: Connection | None = None

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that it is read with."""
        return (self.engine, self.near) if self.near else (self.engine,)

    def look(self) -> None:
        """Sees what there is now. Of another schema than this program knows nothing new is taken: it may mean something else."""
        with self.engine.connect() as connection:
            if schema_version(connection) == SCHEMA:
                self.state = newest_state(connection)

    def connect(self, *, in_loop: bool) -> AbstractContextManager[Connection]:
        """A connection out of the pool; in the loop's thread the one that stays open."""
        if not in_loop or self.near is None:
            return self.engine.connect()
        if self._open is None:
            self._open = self.near.connect()
        return nullcontext(self._open)

    def let_go(self) -> None:
        """Ends the connection that stays open, and whatever it still holds. The next question opens another."""
        held, self._open = self._open, None
        if held is not None:
            held.invalidate()
            held.close()

    def close(self) -> None:
        """Gives all connections back."""
        self.let_go()
        for engine in self.engines:
            engine.dispose()


def connected(sources: tuple[Source, ...], least: State, *, in_loop: bool = False) -> AbstractContextManager[Connection]:
    """A connection to the first database that answers and has all of a state; Unavailable where none has."""
    failure: Exception = Unavailable(retry_after=1)
    for source in sources:
        if source.state[0] < least[0] or source.state[1] < least[1]:
            continue
        try:
            return source.connect(in_loop=in_loop)
        except DATABASE_ERRORS as error:
            failure = error
            if len(sources) > 1 and not in_loop:
                # Nobody else waits for it: the next look finds it again.
                source.state = (0, 0)
    raise failure
