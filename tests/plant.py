"""A desk that publishes as the command does: sealed with dataset files, manifest and signature."""

from dataclasses import dataclass
from pathlib import Path

from factories import Desk
from sqlalchemy import select

from api.models import figure, figure_evidence
from api.publishing.files import Maker
from api.publishing.guard import Reason
from api.publishing.manifest import Press
from api.publishing.publish import Notes, publish
from api.publishing.redaction import Redacted, redact
from api.publishing.signing import load_key, new_key
from api.publishing.withdrawal import withdraw
from api.queries.snapshot import Snapshot


@dataclass
class Plant(Desk):
    """One database, one folder of files, one key."""

    url: str
    press: Press

    def __post_init__(self) -> None:
        super().__init__(self.url)

    @property
    def data_dir(self) -> Path:
        """Where the files are."""
        return self.press.data_dir

    def publish(self, **reasons: str) -> str:
        """The drafts to a release, and its files; gives its id."""
        with self.engine.begin() as connection:
            why = {public_id: Reason(code) for public_id, code in reasons.items()}
            made = publish(connection, Notes(), why, sealed=False)
        self.press.seal_all(made.number)
        return made.id

    def withdraw(self, *ids: str, reason: str = "duplicate", note_en: str | None = None, note_ar: str | None = None) -> str:
        """A release without some records; gives its id."""
        with self.engine.begin() as connection:
            made = withdraw(connection, ids, Reason(reason, note_en, note_ar), sealed=False)
        self.press.seal_all(made.number)
        return made.id

    def redact(self, public_id: str, *words: str) -> Redacted:
        """Takes words out, and makes the release that says so."""
        with self.engine.begin() as connection:
            done = redact(connection, public_id, Reason("safety"), words, sealed=False)
        self.press.seal_all(done.number)
        return done


def make_plant(url: str, folder: Path) -> Plant:
    """A plant over a migrated database, its key and files below a folder."""
    new_key(folder / "key.pem")
    return Plant(url, Press(url, folder / "data", load_key(str(folder / "key.pem"))))


def write_sentences(snapshot: Snapshot, folder: Path) -> None:
    """A dataset with words in it."""
    rows = snapshot.rows(select(figure_evidence.c.sentence).where(snapshot.has(figure_evidence)))
    (folder / "data.csv").write_text("\n".join(row["sentence"] for row in rows), encoding="utf-8")


def write_values(snapshot: Snapshot, folder: Path) -> None:
    """A dataset of numbers alone."""
    rows = snapshot.rows(select(figure.c.public_id, figure.c.value).where(snapshot.has(figure)).order_by(figure.c.public_id))
    (folder / "data.csv").write_text("\n".join(f"{row['public_id']},{row['value']}" for row in rows), encoding="utf-8")


MAKERS = [Maker("sentences", words=True, write=write_sentences), Maker("values", words=False, write=write_values)]
