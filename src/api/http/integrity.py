"""Looks at every release's manifest at the start and once an hour: a release that is not what was published is not served."""

import logging
import mmap
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from api.errors import Unavailable
from api.http.reading import Reader
from api.queries.manifests import Breathe, check_releases
from api.queries.releases import newest_state

_LOOK_SECONDS = 3600
# Readers go first: the look gives the processor away after each block of rows.
_BREATH_SECONDS = 0.005
# Whether the last look found a changed release: one byte that all workers forked from one process share.
_FOUND = mmap.mmap(-1, 1)
_log = logging.getLogger(__name__)


class Integrity:
    """What keeps a reader from changed releases. `failures` counts the looks that found one, for the metrics."""

    def __init__(self, reader: Reader, data_dir: Path) -> None:
        self.reader = reader
        self.data_dir = data_dir
        self.failures = 0
        self._stopping = threading.Event()
        self._wait = 0
        self._thread = threading.Thread(target=self._every_hour, daemon=True, name="integrity")

    def start(self, *, first: bool) -> None:
        """Looks from now on every hour; for the first time before anything is served, or else just after.

        Before as well where another worker's last look found a changed release.
        """
        if first or _FOUND[0]:
            self.look()
            self._wait = _LOOK_SECONDS
        self._thread.start()

    def stop(self) -> None:
        """Ends the hourly look, in its middle if need be."""
        self._stopping.set()
        self._thread.join()

    def look(self, *, breathe: Breathe = lambda: None) -> bool:
        """Compares all releases with their manifests: whether all was seen, and is as it was published.

        A database that does not answer leaves what is known standing.
        """
        newest = self.reader.newest()
        try:
            damaged = self._damaged(breathe)
        except (OperationalError, NoConnectionFree, Unavailable, OSError) as error:
            _log.warning("the releases could not be compared with their manifests: %s", type(error).__name__)
            return False
        except _Ended:
            raise
        except Exception:  # what cannot even be read, in whatever way, is not what was published
            _log.exception("comparing the releases with their manifests")
            damaged = frozenset(range(1, newest + 1))
        _FOUND[0] = bool(damaged)
        if damaged:
            self.failures += 1
            _log.error("releases that are not what was published: %s; 'snhr-api verify' shows where", sorted(damaged))
        self.reader.damaged = damaged
        return not damaged

    def _damaged(self, breathe: Breathe) -> frozenset[int]:
        while True:
            with self.reader.connected() as connection:
                before = newest_state(connection)
                checks = check_releases(connection, self.data_dir, breathe=breathe)
                found = {check.number for check in checks if check.problem}
                # What was published or redacted meanwhile was seen half before and half after.
                if newest_state(connection) == before:
                    return frozenset(found)

    def _every_hour(self) -> None:
        with suppress(_Ended):
            while not self._stopping.wait(self._wait):
                self.look(breathe=self._breathe)
                self._wait = _LOOK_SECONDS

    def _breathe(self) -> None:
        if self._stopping.wait(_BREATH_SECONDS):
            raise _Ended


class _Ended(Exception):
    """The service ends, and the look with it."""
