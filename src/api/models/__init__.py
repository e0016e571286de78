"""Every table, so that the metadata is complete; and which of them are versioned."""

from api.models.base import Versioned as Versioned
from api.models.base import in_release as in_release
from api.models.base import is_current as is_current
from api.models.base import is_draft as is_draft
from api.models.base import read as read
from api.models.base import table_of as table_of
from api.models.codelists import Code
from api.models.figures import Figure, FigureEvidence
from api.models.publications import Publication, PublicationCard, PublicationPlace, PublicationSection, PublicationText
from api.models.releases import ImportRun, Redaction, Release, Removal, SourceIdentity
from api.models.review import FigureCheck, FigureRejection
from api.models.search import FigureEntry, PublicationEntry, SearchVersion
from api.models.series import Observation as Observation
from api.models.series import Rollup as Rollup
from api.models.series import RollupSource as RollupSource
from api.models.series import Series as Series
from api.models.sites import PairProposal, SourcePost

VERSIONED: tuple[type[Versioned], ...] = (
    Code,
    Publication,
    PublicationText,
    PublicationSection,
    PublicationPlace,
    Figure,
    FigureEvidence,
    Series,
    Observation,
    Rollup,
    RollupSource,
)

code = table_of(Code)
publication = table_of(Publication)
publication_card = table_of(PublicationCard)
publication_text = table_of(PublicationText)
publication_section = table_of(PublicationSection)
publication_place = table_of(PublicationPlace)
figure = table_of(Figure)
figure_evidence = table_of(FigureEvidence)
series = table_of(Series)
observation = table_of(Observation)
rollup = table_of(Rollup)
rollup_source = table_of(RollupSource)
release = table_of(Release)
removal = table_of(Removal)
redaction = table_of(Redaction)
import_run = table_of(ImportRun)
source_identity = table_of(SourceIdentity)
search_publication = table_of(PublicationEntry)
search_figure = table_of(FigureEntry)
search_version = table_of(SearchVersion)
figure_check = table_of(FigureCheck)
figure_rejection = table_of(FigureRejection)
source_post = table_of(SourcePost)
pair_proposal = table_of(PairProposal)
