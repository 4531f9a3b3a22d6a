"""Every table of the warehouse, each column defined once.

Arrow schemas, DuckDB tables, their comments and docs/data-dictionary.md are all derived from `TABLES`.
To add a column, add one line here and fill it where its rows are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from warehouse import closed_sets

Type = Literal["text", "integer", "double", "boolean", "date", "timestamp", "texts", "integers", "spans"]
"""Column types: `texts` is a list of text, `integers` of integers, `spans` a list of {char_start, char_end}; `timestamp` is UTC."""

Role = Literal["fact", "history", "run"]
"""`fact`: rebuilt by every build and written to Parquet. `history`: a fact that carries former releases
along. `run`: appended by every run, kept in state/, copied into a release when it is published."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning. `values` closes the set of an enumerated text column."""

    name: str
    type: Type
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of `columns` must be found in `table`.`key` (null is allowed where the column is nullable)."""

    column: str
    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the columns that identify a row; rows are written in the order of `sort`."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]
    role: Role = "fact"
    references: tuple[Reference, ...] = field(default=())

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError with the table's name when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}")


_DOCUMENT_ID = Column("document_id", "text", "Content hash of the raw document.")
_SOURCE_ID = Column("source_id", "text", "Article in which it stands.")
_CHAR_START = Column("char_start", "integer", "First character, an index into documents.text.")
_CHAR_END = Column("char_end", "integer", "One past the last character (half-open).")
_RUN_ID = Column("run_id", "text", "The run that wrote the row.")

DOCUMENTS = Table(
    name="documents",
    description="One raw content. The same bytes under two paths are one document.",
    key=("document_id",),
    sort=("document_id",),
    columns=(
        _DOCUMENT_ID,
        Column("file_name", "text", "Base name of its first path."),
        Column("paths", "texts", "Every path in the inbox that held these bytes, sorted."),
        Column("sha256", "text", "SHA-256 of the raw bytes, hex."),
        Column("media_type", "text", "text/plain, text/markdown, text/html, application/pdf, or that of Word files (.docx)."),
        Column("encoding", "text", "Character encoding the bytes were read in; null for PDF and Word files.", nullable=True),
        Column("script", "text", "Chinese script of the text.", values=("Hans", "Hant", "mixed")),
        Column("char_count", "integer", "Characters (Unicode code points) of text."),
        Column(
            "text",
            "text",
            "The decoded file, line ends untouched, a byte order mark removed; for HTML the main text, for PDF and Word files their text.",
        ),
        Column("collected_at", "timestamp", "When it was collected: from the sidecar, else when first seen."),
        Column("licence", "text", "Licence of the document, from the sidecar.", nullable=True),
    ),
)

SOURCES = Table(
    name="sources",
    description="One article, the thing that one cites.",
    key=("source_id",),
    sort=("document_id", "article_no"),
    references=(Reference("document_id", "documents", "document_id"),),
    columns=(
        Column("source_id", "text", "Content hash of document and article."),
        _DOCUMENT_ID,
        Column("article_no", "integer", "Position in the document, from 1."),
        Column("kind", "text", "What the article is.", values=closed_sets.SOURCE_KINDS),
        Column("title", "text", "Main headline as printed, in simplified characters.", nullable=True),
        Column("kicker", "text", "Line above the headline.", nullable=True),
        Column("subtitle", "text", "Line below the headline.", nullable=True),
        Column("outlet", "text", "Newspaper, station or site that printed it.", nullable=True),
        Column("agency", "text", "News agency that wrote it.", nullable=True),
        Column("authors", "texts", "Names in the byline."),
        Column(
            "published_on",
            "date",
            "Day of publication; where inferred, the latest day that the page speaks of, before which it was not published.",
            nullable=True,
        ),
        Column("published_on_basis", "text", "How the day of publication is known.", values=closed_sets.DATE_BASES),
        Column("stated_on", "date", "Day on which the numbers were said; relative periods count from it.", nullable=True),
        Column("stated_on_basis", "text", "How the day of the statement is known.", values=closed_sets.DATE_BASES),
        Column(
            "date_evidence",
            "text",
            "What the dates rest on: words of the page, a sidecar's key, or of an inferred day the dated print of the same event or text "
            "with the figures shared, the times by which its year was chosen, or the article of its page that it follows.",
            nullable=True,
        ),
        Column("url", "text", "Address, from the sidecar.", nullable=True),
        _CHAR_START,
        _CHAR_END,
        Column("segments", "spans", "The spans of the article, where it is in pieces; else its one span."),
        Column(
            "story_id",
            "text",
            "Prints of one story share it, whole or in part, in either script: a hash of the words of the fullest print. An article "
            "that is alone has its own; null for advertisements, links and boilerplate.",
            nullable=True,
        ),
    ),
)

_METRIC_COLUMNS = (
    Column("metric_id", "text", "Content hash of document and span."),
    _DOCUMENT_ID,
    _SOURCE_ID,
    Column("observation_id", "text", "The distinct fact that this number states.", nullable=True),
    _CHAR_START,
    _CHAR_END,
    Column("value_text", "text", "The value expression as printed: documents.text[char_start:char_end]."),
    Column("sentence", "text", "The sentence around it, as in the file."),
    Column("value", "double", "The number, scale applied, signed: a fall is negative. Null for a range or a bare bound.", nullable=True),
    Column("value_low", "double", "Lower end of a range, or the bound in 两位数 (10).", nullable=True),
    Column("value_high", "double", "Upper end of a range.", nullable=True),
    Column("approximation", "text", "What the words around the number say of its exactness.", values=closed_sets.APPROXIMATIONS),
    Column("unit", "text", "Unit in simplified Chinese, scale removed; empty when none is written."),
    Column("measure", "text", "What kind of number it is.", values=closed_sets.MEASURES),
    Column("basis", "text", "What a growth or difference is measured against.", values=closed_sets.BASES),
    Column("base", "text", "The comparator as written, for the bases vs_period, vs_region and vs_group.", nullable=True),
    Column("indicator", "text", "The full noun phrase that the number measures, in simplified Chinese.", nullable=True),
    Column("indicator_id", "text", "Identifier in the catalogue of indicators; null when the catalogue lacks it.", nullable=True),
    Column("indicator_text", "text", "The words that the indicator was read from, as printed.", nullable=True),
    Column("indicator_start", "integer", "First character of indicator_text.", nullable=True),
    Column("indicator_end", "integer", "One past the last character of indicator_text.", nullable=True),
    Column("period_start", "date", "First day of the period described, inclusive.", nullable=True),
    Column("period_end", "date", "Last day of the period, inclusive; equals the first for a point in time.", nullable=True),
    Column("period_type", "text", "Shape of the period.", values=closed_sets.PERIOD_TYPES),
    Column("period_basis", "text", "Where the period was read.", values=closed_sets.PERIOD_BASES),
    Column("period_text", "text", "The words that the period was read from.", nullable=True),
    Column("region", "text", "Full name of the place that the indicator covers.", nullable=True),
    Column("region_code", "text", "GB/T 2260 code of the region, where there is one.", nullable=True),
    Column("status", "text", "Whether it is a fact, a target or an estimate.", values=closed_sets.STATUSES),
    Column("speaker", "text", "Simplified name of the person who says it; null for the outlet's own voice.", nullable=True),
    Column("speaker_id", "text", "The speaker's entity.", nullable=True),
    Column("attributed_to", "text", "Whose data it is said to be.", nullable=True),
    Column("rule", "text", "Name of the rule that read it: the one that gave the measure."),
    Column("rules", "text", "The rules that led to each field, as field.rule with spaces between; `gongbao explain` says what they mean."),
)

METRICS = Table(
    name="metrics",
    description="One number stated as a fact or a target.",
    key=("metric_id",),
    sort=("document_id", "char_start", "char_end"),
    references=(
        Reference("document_id", "documents", "document_id"),
        Reference("source_id", "sources", "source_id"),
        Reference("speaker_id", "entities", "entity_id"),
        Reference("observation_id", "observations", "observation_id"),
    ),
    columns=_METRIC_COLUMNS,
)

NUMERALS = Table(
    name="numerals",
    description="The ledger: every numeral of every document, once, with what became of it.",
    key=("numeral_id",),
    sort=("document_id", "char_start"),
    references=(
        Reference("document_id", "documents", "document_id"),
        Reference("metric_id", "metrics", "metric_id"),
    ),
    columns=(
        Column("numeral_id", "text", "Content hash of document and span."),
        _DOCUMENT_ID,
        _CHAR_START,
        _CHAR_END,
        Column("text", "text", "The numeral as printed."),
        Column("disposition", "text", "What the numeral is.", values=closed_sets.DISPOSITIONS),
        Column("reason", "text", "Why it was taken for that."),
        Column("metric_id", "text", "The metric that it states, for the disposition metric.", nullable=True),
    ),
)

ENTITIES = Table(
    name="entities",
    description="One distinct person, organisation, place, document or event.",
    key=("entity_id",),
    sort=("kind", "name", "entity_id"),
    columns=(
        Column("entity_id", "text", "Hash of kind, canonical name and region; of the document too where it is ambiguous."),
        Column("kind", "text", "What it is.", values=closed_sets.ENTITY_KINDS),
        Column("name", "text", "Canonical name in simplified characters."),
        Column("aliases", "texts", "Other names seen, in simplified characters, sorted."),
        Column("region_code", "text", "GB/T 2260 code, for a place that has one.", nullable=True),
        Column(
            "within_code", "text", "GB/T 2260 code of what a town, a village or an area lies in, where the text says so.", nullable=True
        ),
        Column(
            "ambiguous",
            "boolean",
            "Whether the name leaves open which of several it is (朝阳区, 市政府): such an entity is of one document.",
        ),
    ),
)

MENTIONS = Table(
    name="mentions",
    description="One place in a document where an entity is named.",
    key=("entity_id", "document_id", "char_start", "char_end"),
    sort=("document_id", "char_start", "char_end", "entity_id"),
    references=(
        Reference("entity_id", "entities", "entity_id"),
        Reference("document_id", "documents", "document_id"),
        Reference("source_id", "sources", "source_id"),
        Reference("organization_id", "entities", "entity_id"),
    ),
    columns=(
        Column("entity_id", "text", "The entity named."),
        _DOCUMENT_ID,
        _SOURCE_ID,
        _CHAR_START,
        _CHAR_END,
        Column("text", "text", "The words as printed."),
        Column("function", "text", "What the entity does there.", values=closed_sets.FUNCTIONS),
        Column("role", "text", "Title as stated there.", nullable=True),
        Column("organization_id", "text", "Organisation as stated there.", nullable=True),
    ),
)

_OBSERVATION_KEY = ("indicator", "region", "period_start", "period_end", "measure", "basis", "base", "unit", "status")

OBSERVATIONS = Table(
    name="observations",
    description="One distinct fact, merged over mentions, prints and sources.",
    key=("observation_id",),
    sort=("observation_id",),
    columns=(
        Column(
            "observation_id",
            "text",
            "Hash of what makes it one fact: indicator, region, period, measure, basis, base, unit, status and variant; of the "
            "value too where the catalogue does not know the name, which may stand for several things.",
        ),
        *(column for column in _METRIC_COLUMNS if column.name in {*_OBSERVATION_KEY, "indicator_id", "region_code", "period_type"}),
        Column(
            "variant",
            "text",
            "Words by which it is another fact than its other columns say: 实际 (growth at constant prices), the ranking of a place, "
            "who expects it.",
            nullable=True,
        ),
        Column(
            "value",
            "double",
            "The sharpest value of the mentions that agree and that most stories state; of a revision the latest.",
            nullable=True,
        ),
        Column("value_low", "double", "Lower bound over those mentions, where none is an exact value.", nullable=True),
        Column("value_high", "double", "Upper bound over those mentions, where none is an exact value.", nullable=True),
        Column("metric_ids", "texts", "All mentions, sorted."),
        Column("n_metrics", "integer", "Mentions."),
        Column("n_sources", "integer", "Articles that state it."),
        Column("n_stories", "integer", "Distinct stories that state it."),
        Column(
            "agreement",
            "text",
            "`single`: one story states it. `agree`: several do, within rounding and bounds. `conflict`: values contradict each other.",
            values=("single", "agree", "conflict"),
        ),
        Column("first_stated_on", "date", "Earliest day of statement.", nullable=True),
        Column("last_stated_on", "date", "Latest day of statement.", nullable=True),
    ),
)

CONFLICTS = Table(
    name="conflicts",
    description="Two statements that cannot both be right, or two wordings of one story.",
    key=("conflict_id",),
    sort=("conflict_id",),
    references=(
        Reference("left_source_id", "sources", "source_id"),
        Reference("right_source_id", "sources", "source_id"),
    ),
    columns=(
        Column("conflict_id", "text", "Hash of both sides."),
        Column(
            "kind",
            "text",
            "`value`: one fact with two values. `wording`: prints of one story with another name, figure, unit or time.",
            values=("value", "wording"),
        ),
        Column("subject", "text", "The observation in dispute, for a wording the story."),
        Column("left_text", "text", "One side as printed."),
        Column("right_text", "text", "The other side as printed."),
        Column("left_source_id", "text", "Article of the one side."),
        Column("right_source_id", "text", "Article of the other side."),
        Column("left_start", "integer", "First character of the one side."),
        Column("left_end", "integer", "One past its last character."),
        Column("right_start", "integer", "First character of the other side."),
        Column("right_end", "integer", "One past its last character."),
        Column("likely_cause", "text", "The likeliest cause.", values=closed_sets.CONFLICT_CAUSES),
        Column("weight", "double", "0 to 1: how likely it is an error of printing or of reading, to rank by."),
    ),
)

RELATIONS = Table(
    name="relations",
    description="Arithmetic between facts, and whether it holds.",
    key=("relation_id",),
    sort=("relation_id",),
    columns=(
        Column("relation_id", "text", "Hash of kind and facts."),
        Column("kind", "text", "Which arithmetic.", values=closed_sets.RELATION_KINDS),
        Column("metric_ids", "texts", "The facts, in the order of the arithmetic; the last is the one tested, where one is stated."),
        Column("expected", "double", "What the other facts imply; where they only bound it, the nearest value to what is stated."),
        Column("stated", "double", "What is stated; null where it is stated nowhere and `expected` is derived.", nullable=True),
        Column("tolerance", "double", "Largest difference that the printed digits allow."),
        Column(
            "holds",
            "boolean",
            "Whether they agree within the tolerance; null where nothing is stated, or money is perhaps not on a comparable base.",
            nullable=True,
        ),
        Column("explanation", "text", "The arithmetic in words."),
    ),
)

CORRECTIONS = Table(
    name="corrections",
    description="Every reviewed correction, and whether it still fits what it corrects.",
    key=("correction_id",),
    sort=("name",),
    columns=(
        Column("correction_id", "text", "Hash of name and metric."),
        Column("name", "text", "Its name in seeds/reference/corrections.yaml."),
        Column("metric_id", "text", "The metric that it corrects; one that is no fact is in quarantine."),
        Column("file_name", "text", "Path in the inbox of the document."),
        Column("value_text", "text", "The number as printed."),
        Column("was", "text", "Columns and values as read without it, as JSON."),
        Column("becomes", "text", "Columns and the right values, as JSON; null where the number is no fact.", nullable=True),
        Column("because", "text", "Why."),
        Column("said_by", "text", "Who says so."),
        Column("decided_on", "date", "Day of the decision."),
        Column(
            "outcome",
            "text",
            "`applied`; `does_not_fit`: the source says something else now; `absent`: its document is not there.",
            values=("applied", "does_not_fit", "absent"),
        ),
        Column("found", "text", "What the source says now, where it does not fit.", nullable=True),
    ),
)

METRICS_HISTORY = Table(
    name="metrics_history",
    description="Every row of metrics that was ever published, with the time in which it stood.",
    key=("metric_id", "recorded_from"),
    sort=("document_id", "char_start", "char_end", "recorded_from"),
    role="history",
    columns=(
        *_METRIC_COLUMNS,
        Column("recorded_from", "timestamp", "When a release first held this row."),
        Column("recorded_to", "timestamp", "When a release ceased to hold it; null while current.", nullable=True),
        Column("reason", "text", "Why it left; null while current.", nullable=True),
    ),
)

QUALITY_RESULTS = Table(
    name="quality_results",
    description="One row for each expectation of each run.",
    key=("run_id", "suite", "rule"),
    sort=("run_id", "suite", "rule"),
    role="run",
    columns=(
        _RUN_ID,
        Column("suite", "text", "Suite of the expectation."),
        Column("rule", "text", "Identifier of the expectation."),
        Column("description_zh", "text", "What must hold, in Chinese."),
        Column("description_en", "text", "What must hold, in English."),
        Column("severity", "text", "What a failure does.", values=closed_sets.SEVERITIES),
        Column("outcome", "text", "Held, did not hold, or could not run.", values=closed_sets.OUTCOMES),
        Column("table_name", "text", "Table checked."),
        Column("column_name", "text", "Column checked, where it is one.", nullable=True),
        Column("evaluated", "integer", "Rows looked at.", nullable=True),
        Column("unexpected", "integer", "Rows that break the rule.", nullable=True),
        Column("observed", "text", "What was found: a value, offending ids, or the error.", nullable=True),
        Column("ran_at", "timestamp", "When it ran."),
    ),
)

QUARANTINE = Table(
    name="quarantine",
    description="Rows kept out of the release, whole, with the reason.",
    key=("run_id", "table_name", "row_id", "rule"),
    sort=("run_id", "table_name", "row_id", "rule"),
    role="run",
    columns=(
        _RUN_ID,
        Column("table_name", "text", "Table that the row was made for."),
        Column("row_id", "text", "Its identifier there."),
        Column("rule", "text", "The check that kept it out."),
        Column("reason", "text", "What is wrong with it."),
        Column("sentence", "text", "The sentence that it was read from.", nullable=True),
        Column("row", "text", "The whole row, as JSON."),
    ),
)

ISSUES = Table(
    name="issues",
    description="What could not be read, or not fully, and what to do about it.",
    key=("run_id", "path", "kind", "message"),
    sort=("run_id", "path", "kind", "message"),
    role="run",
    columns=(
        _RUN_ID,
        Column("path", "text", "Path in the inbox; unprintable characters are escaped."),
        Column("document_id", "text", "The document, where the bytes could be read.", nullable=True),
        Column("kind", "text", "Identifier of the kind of issue."),
        Column("message", "text", "What was found."),
        Column("what_to_do", "text", "What a person can do about it."),
    ),
)

RUNS = Table(
    name="runs",
    description="One row for each run that reached an outcome.",
    key=("run_id",),
    sort=("run_id",),
    role="run",
    columns=(
        _RUN_ID,
        Column("started_at", "timestamp", "When it began."),
        Column("ended_at", "timestamp", "When it ended."),
        Column("outcome", "text", "How it ended.", values=closed_sets.RUN_OUTCOMES),
        Column("release", "text", "The release that stood when it ended.", nullable=True),
        Column("code_fingerprint", "text", "Hash of the code that made the rows."),
        Column("rule_fingerprint", "text", "Hash of the reference tables."),
        Column("inputs", "text", "JSON: the inbox and the fingerprint of all its inputs."),
        Column("counts", "text", "JSON: documents new, kept and removed, and rows of each table."),
        Column("durations", "text", "JSON: seconds of each state of the build."),
    ),
)

TABLES: tuple[Table, ...] = (
    DOCUMENTS,
    SOURCES,
    METRICS,
    NUMERALS,
    ENTITIES,
    MENTIONS,
    OBSERVATIONS,
    CONFLICTS,
    RELATIONS,
    CORRECTIONS,
    METRICS_HISTORY,
    QUALITY_RESULTS,
    QUARANTINE,
    ISSUES,
    RUNS,
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
