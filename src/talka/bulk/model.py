"""What files of tasks and results are made of."""

from __future__ import annotations

import enum

import msgspec

from talka.kernel.errors import TalkaError
from talka.projects.field_spec import FieldKind


class FileFormat(enum.StrEnum):
    """How a file is written. Parquet is for results only."""

    TSV = "tsv"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"


MEDIA_TYPES = {
    FileFormat.TSV: "text/tab-separated-values",
    FileFormat.CSV: "text/csv",
    FileFormat.JSON: "application/json",
    FileFormat.JSONL: "application/jsonl",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.PARQUET: "application/vnd.apache.parquet",
}
GZIP = "application/gzip"


class FileRefused(TalkaError):  # noqa: N818  named for what happened
    """400: the file as a whole cannot be read, or holds nothing."""

    code = "INVALID_FILE"
    status = 400


class Column(msgspec.Struct, frozen=True):
    """A column of results: its header, and the type of its values."""

    name: str
    kind: FieldKind = FieldKind.STRING
    array: bool = False


class BulkFile(msgspec.Struct, frozen=True):
    """A stored file and the operation it belongs to; ``expires`` is None while that is at work on it."""

    id: str
    operation_id: str
    name: str
    media_type: str
    size: int
    expires: int | None


class TaskFile(msgspec.Struct, frozen=True):
    """A file of tasks, as multipart/form-data; it may as well be the whole body."""

    file: bytes
