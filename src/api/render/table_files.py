"""A table as files, all written in one pass with a block of rows in memory. The same table always gives the same bytes.

What is heavy is imported when a file is opened: the service never writes any.
"""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import orjson

from api.render.datasets import TableColumn, Value
from api.render.tables import csv_lines
from api.text.languages import Language

Rows = Sequence[Sequence[Value]]
Notes = Mapping[Language, Sequence[tuple[str, str]]]

_COMPRESSION = 6
_GROUP_ROWS = 50_000
_NARROW, _WIDE, _LONG = 14, 28, 110
# A day before any release: a workbook says when it was made, and must not.
_MADE = datetime(2011, 3, 18, tzinfo=UTC)


class TableFile(Protocol):
    """A file that takes a table block by block."""

    def write(self, rows: Rows) -> None:
        """Takes the next rows."""

    def close(self) -> None:
        """Ends the file."""


@contextmanager
def table_files(folder: Path, columns: Sequence[TableColumn], notes: Notes | None) -> Iterator[list[TableFile]]:
    """data.csv, data.csv.gz, data.ndjson.gz and data.parquet of a folder, and with `notes` data.xlsx; closed at the end."""
    with ExitStack() as stack:
        csv, zipped = (stack.enter_context((folder / "data.csv").open("wb")), stack.enter_context(_gzip(folder / "data.csv.gz")))
        files: list[TableFile] = [_Csv(columns, [csv, zipped])]
        files.append(_Ndjson(columns, stack.enter_context(_gzip(folder / "data.ndjson.gz"))))
        files.append(_Parquet(columns, folder / "data.parquet"))
        if notes:
            files.append(_Xlsx(columns, folder / "data.xlsx", notes))
        for file in files:
            stack.callback(file.close)
        yield files


@contextmanager
def _gzip(path: Path) -> Iterator[IO[bytes]]:
    """Without name or time, which would differ where the content does not."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", _COMPRESSION, raw, mtime=0) as file:
        yield file  # type: ignore[misc]  # a GzipFile is an IO[bytes] in all that is used here


class _Csv:
    def __init__(self, columns: Sequence[TableColumn], files: Sequence[IO[bytes]]) -> None:
        self._files = files
        self.write([[column.name for column in columns]])

    def write(self, rows: Rows) -> None:
        lines = csv_lines(rows)
        for file in self._files:
            file.write(lines)

    def close(self) -> None:
        """The files are closed by whoever opened them."""


class _Ndjson:
    def __init__(self, columns: Sequence[TableColumn], file: IO[bytes]) -> None:
        self._names = [column.name for column in columns]
        self._file = file

    def write(self, rows: Rows) -> None:
        names = self._names
        lines = [orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE) for row in rows]
        self._file.write(b"".join(lines))

    def close(self) -> None:
        """The file is closed by whoever opened it."""


class _Parquet:
    def __init__(self, columns: Sequence[TableColumn], path: Path) -> None:
        import pyarrow as pa  # noqa: PLC0415  (half a second that the service must not pay)
        import pyarrow.parquet as pq  # noqa: PLC0415  (the same)

        types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
        self._arrow = pa
        self._schema = pa.schema([(column.name, types[column.kind]) for column in columns])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Sequence[Value]] = []

    def write(self, rows: Rows) -> None:
        self._waiting.extend(rows)
        if len(self._waiting) >= _GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Ends the file; a table without rows still has its columns."""
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        arrays = [
            self._arrow.array(values, kind)
            for values, kind in zip(zip(*self._waiting, strict=True), self._schema.types, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._waiting.clear()


class _Xlsx:
    def __init__(self, columns: Sequence[TableColumn], path: Path, notes: Notes) -> None:
        import xlsxwriter  # noqa: PLC0415  (the service must not pay for it)

        # Each row goes to the disk at once; no text is ever taken for a formula or an address.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": _MADE})
        self._heading = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._sheet = self._book.add_worksheet("data")
        self._sheet.set_column(0, len(columns) - 1, _NARROW)
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name, self._heading)
        self._next = 1
        self._notes = notes

    def write(self, rows: Rows) -> None:
        for row in rows:
            for place, value in enumerate(row):
                self._write(place, value)
            self._next += 1

    def close(self) -> None:
        """The notes come last: a row that is on the disk cannot be returned to."""
        for language, lines in self._notes.items():
            sheet = self._book.add_worksheet({"en": "notes", "ar": "ملاحظات"}[language])
            sheet.set_column(0, 0, _WIDE)
            sheet.set_column(1, 1, _LONG)
            if language == "ar":
                sheet.right_to_left()
            for place, (name, text) in enumerate(lines):
                sheet.write_string(place, 0, name, self._heading)
                sheet.write_string(place, 1, text, self._wrapped)
        self._book.close()

    def _write(self, place: int, value: Any) -> None:
        """A cell of its own type; what is not known stays empty."""
        at = (self._next, place)
        if isinstance(value, bool):
            self._sheet.write_boolean(*at, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(*at, value)
        elif isinstance(value, date):
            self._sheet.write_datetime(*at, datetime(value.year, value.month, value.day), self._day)  # noqa: DTZ001  (a day has no zone)
        elif value is not None:
            self._sheet.write_string(*at, value)
