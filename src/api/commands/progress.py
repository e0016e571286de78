"""How far a long import is: a bar on a terminal, and plain lines elsewhere, both on standard error."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.ingest.sites import Gone, Stored
from api.text.languages import Language


@dataclass
class Tally:
    """What an import of one site did so far. total: posts that are to be read; listed: all that the site has, where known."""

    language: Language
    total: int
    listed: int | None
    bar: Progress
    stored: list[Stored] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many posts were read."""
        return len(self.stored)

    @property
    def unknown(self) -> Counter[str]:
        """How many posts there were in each category that nobody has placed."""
        return Counter(category for one in self.stored for category in one.unknown_categories)

    def add(self, stored: Sequence[Stored]) -> None:
        """Counts posts, and shows it."""
        self.stored.extend(stored)
        if self.bar.disable:
            print(f"{self.language}: {self.done:,} of {self.total:,} posts read", file=self.bar.console.file, flush=True)
        self.bar.update(self.bar.task_ids[0], completed=self.done, description=f"{self.language}: {self}")

    def __str__(self) -> str:
        states = Counter(one.state for one in self.stored)
        counts = f"{states['new']:,} new, {states['changed']:,} changed, {len(self.gone):,} gone, {states['refused']:,} not taken"
        return counts if self.listed is None else f"{self.listed:,} posts on the site: {counts}"


@contextmanager
def counting(language: Language, total: int, listed: int | None = None) -> Iterator[Tally]:
    """A tally that shows itself while it grows."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        bar.add_task(f"{language}:", total=total)
        yield Tally(language, total, listed, bar)
