"""A person's decisions on figures: accept, reject, edit, add. All decisions on a publication are taken together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import Connection, update

from api.codelists import bundled
from api.ingest.checks import store_checks, waits
from api.ingest.corrections import Texts, WrongCell, figure_of
from api.ingest.figure_drafts import load_bodies, load_evidence, load_figures, stands, store_figures
from api.ingest.records import FigureRecord
from api.ingest.rejections import remember_rejection
from api.ingest.settling import ReadText, move, said_in
from api.ingest.versions import current
from api.models import figure_evidence, is_draft
from api.text.languages import LANGUAGES

Kind = Literal["accept", "reject", "edit", "add"]


@dataclass(frozen=True)
class Decision:
    """What a person decided on one figure. cells: its fields as text, for edit and add; key: its id, or a name for a new one.

    sentences: by language, where an added figure's words stand. reason: a code of the list `reasons`, and notes by language.
    """

    kind: Kind
    key: str
    cells: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """The figures of one publication while they are decided on. Nothing is stored before `close`."""

    def __init__(self, connection: Connection, publication_id: str, today: date) -> None:
        self.connection, self.publication_id, self.today = connection, publication_id, today
        self.figures = {figure.key: figure for figure in load_figures(connection, publication_id)}
        self.published = {figure.key: figure for figure in load_figures(connection, publication_id, current)}
        self.bodies = load_bodies(connection, publication_id)
        self.rejected: list[FigureRecord] = []

    def decide(self, decision: Decision) -> None:
        """Takes one decision. Raises WrongCell where it cannot be taken."""
        if decision.kind == "add":
            self._add(decision)
        elif decision.kind == "edit":
            self._edit(decision)
        elif decision.kind == "reject":
            self._reject(self.figures[decision.key])
        else:
            self._accept(self.figures[decision.key])

    def close(self) -> None:
        """Stores what was decided, and looks at the sums again."""
        for figure in self.rejected:
            remember_rejection(self.connection, self.publication_id, figure, self.bodies)
        figures = [self._with_known_whole(figure) for figure in self.figures.values()]
        stored = store_figures(self.connection, self.publication_id, figures)
        agreed = [figure.key for figure in stored if not any(said.proposed for said in figure.evidence)]
        mine = (figure_evidence.c.figure_id.in_(agreed), is_draft(figure_evidence))
        self.connection.execute(update(figure_evidence).where(*mine).values(proposed=False))
        store_checks(self.connection, self.publication_id, stored)

    def _accept(self, figure: FigureRecord) -> None:
        lost = [said.language for said in figure.evidence if not stands(said, self.bodies.get(said.language, ""))]
        if lost:
            problem = f"the words of {figure.key} stand no more in the text ({lost[0]}); give it other words, or reject it"
            raise WrongCell("decision", problem)
        self.figures[figure.key] = self._agreed(figure)

    def _agreed(self, figure: FigureRecord) -> FigureRecord:
        evidence = [said.model_copy(update={"proposed": False}) for said in figure.evidence]
        return figure.model_copy(update={"reviewed_on": figure.reviewed_on or self.today, "evidence": evidence})

    def _reject(self, figure: FigureRecord) -> None:
        """Rejects what is asked: words found since for an accepted figure, a change of a published one, or else the figure."""
        proposed = [said for said in figure.evidence if said.proposed]
        if proposed and figure.reviewed_on:
            self.rejected.append(figure.model_copy(update={"evidence": proposed}))
            kept = [said for said in figure.evidence if not said.proposed]
            self.figures[figure.key] = figure.model_copy(update={"evidence": kept})
        elif figure.key not in self.published:
            self.rejected.append(figure)
            del self.figures[figure.key]
        elif waits(figure):
            self.rejected.append(figure)
            self.figures[figure.key] = self._as_published(self.published[figure.key])
        else:
            problem = f"{figure.key} is published; 'snhr-api release withdraw {figure.key}' takes it back, with a reason"
            raise WrongCell("decision", problem)

    def _as_published(self, figure: FigureRecord) -> FigureRecord:
        rows = [row for row in load_evidence(self.connection, self.publication_id, current) if row["figure_id"] == figure.key]
        for language in LANGUAGES:
            (figure,) = move([figure], rows, ReadText(language, self.bodies.get(language, ""), []))
        return figure

    def _edit(self, decision: Decision) -> None:
        before = self.figures[decision.key]
        after = figure_of(decision.cells, Texts(self.bodies, decision.sentences), before)
        reasons = _reasons(decision) if before.key in self.published else {}
        self.figures[before.key] = after.model_copy(update={**reasons, "reviewed_on": self.today})
        self.rejected.extend(_left_words(before, after))

    def _add(self, decision: Decision) -> None:
        if decision.key in self.figures:
            raise WrongCell("id", f"{decision.key} is there already")
        added = figure_of(decision.cells, Texts(self.bodies, decision.sentences), key=decision.key)
        self.figures[decision.key] = added.model_copy(update={"reviewed_on": self.today})

    def _with_known_whole(self, figure: FigureRecord) -> FigureRecord:
        if figure.subset_of is None or (figure.subset_of in self.figures and figure.subset_of != figure.key):
            return figure
        if any(rejected.key == figure.subset_of for rejected in self.rejected):
            return figure.model_copy(update={"subset_of": None})
        raise WrongCell("subset_of", f"{figure.subset_of} is no other figure of this publication", figure.key)


def _reasons(decision: Decision) -> dict[str, str | None]:
    """Why a published figure changes."""
    if decision.reason not in bundled("reasons"):
        said = "is not a reason" if decision.reason else f"{decision.key} is published, and changes only with a reason"
        raise WrongCell("reason", f"{said}; the reasons are {', '.join(bundled('reasons'))}")
    return {
        "revision_reason": decision.reason,
        **{f"revision_note_{name}": note or None for name, note in decision.notes.items()},
    }


def _left_words(before: FigureRecord, after: FigureRecord) -> Iterator[FigureRecord]:
    """The words that an edit turned away from, so that they are not asked about as if they were new."""
    for old in before.evidence:
        new = said_in(after, old.language)
        if new is None or old.end <= new.start or new.end <= old.start:
            yield before.model_copy(update={"evidence": [old]})


def decide_all(connection: Connection, decisions: Mapping[str, Sequence[Decision]], today: date) -> None:
    """Takes decisions, by publication. Raises WrongCell at the first that cannot be taken."""
    for publication_id, taken in decisions.items():
        desk = Desk(connection, publication_id, today)
        for decision in taken:
            desk.decide(decision)
        desk.close()
