"""The databases that the service reads from, in the order in which it prefers them: replicas first, the primary last."""

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection

from api.database import DATABASE_ERRORS, SCHEMA, is_embedded, read_engine, schema_version
from api.errors import Unavailable
from api.queries.releases import newest_state

# What is not at hand in this time is left to a thread.
AT_HAND_SECONDS = 0.05

# The number of the newest release, and how many redactions there have been. A replica that is behind has less of either.
State = tuple[int, int]


class Source:
    """One database, and what it was last seen to have."""

    def __init__(self, url: str, seconds: float, connections: int) -> None:
        self.engine = read_engine(url, seconds, connections)
        self.state: State = (0, 0)
        self.is_embedded = is_embedded(url)
        self.near = read_engine(url, AT_HAND_SECONDS, 1)
        self._at_hand: Connection | None = None

    def look(self) -> None:
        """Sees what there is now. Of another schema than this program knows nothing new is taken: it may mean something else."""
        with self.engine.connect() as connection:
            if schema_version(connection) == SCHEMA:
                self.state = newest_state(connection)

    def connect(self, *, at_hand: bool) -> AbstractContextManager[Connection]:
        """A connection out of the pool; or the one that is always open, for the thread of the event loop alone."""
        if not at_hand:
            return self.engine.connect()
        if self._at_hand is None:
            self._at_hand = self.near.connect()
        return nullcontext(self._at_hand)

    def let_go(self) -> None:
        """Closes the connection that is always open: after an error nobody knows what it still holds."""
        if self._at_hand is not None:
            self._at_hand.close()
            self._at_hand = None

    def close(self) -> None:
        """Gives all connections back."""
        self.let_go()
        self.near.dispose()
        self.engine.dispose()


def connected(sources: tuple[Source, ...], least: State, *, at_hand: bool = False) -> AbstractContextManager[Connection]:
    """A connection to the first database that answers and has all of a state; Unavailable where none has."""
    failure: Exception = Unavailable(retry_after=1)
    for source in sources:
        if source.state[0] < least[0] or source.state[1] < least[1]:
            continue
        try:
            return source.connect(at_hand=at_hand)
        except DATABASE_ERRORS as error:
            failure = error
            if len(sources) > 1:
                # Nobody else waits for it: the next look finds it again.
                source.state = (0, 0)
    raise failure
