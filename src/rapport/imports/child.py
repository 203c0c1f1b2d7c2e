"""The child process that opens a file from outside: no Django, hard limits, and a table of text as its only product."""

import json
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rapport.core.refusals import Refused
from rapport.imports import sources, tables
from rapport.imports.tables import TextTable


def main() -> None:
    """Read the file of the order at `argv[1]` into its folder; a refusal is left there like a result."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_seconds"], order["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (order["address_space"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    folder = Path(order["folder"])
    try:
        tables.write(folder, _read(order, Path(order["file"]), folder))
    except Refused as refusal:
        tables.write_refusal(folder, str(refusal))
    except MemoryError:
        tables.write_refusal(folder, f"{Path(order['file']).name}: needs more memory than a file of its size should; split it")


def _read(order: Mapping[str, Any], file: Path, folder: Path) -> list[TextTable]:
    kind = order["format"]
    if kind == "xlsx":
        from rapport.imports import workbook

        return workbook.read(file, folder)
    if kind == "parquet":
        from rapport.imports import parquet

        return [parquet.read(file, folder)]
    if kind in sources.SOURCES:
        return sources.SOURCES[kind].read(file, folder)
    from rapport.imports import heads, text

    told = heads.Heads(order["header_row"], frozenset(order["known"]))
    return [text.read(file, folder, is_packed=kind == "gzip", encoding=order["encoding"], heads=told)]


if __name__ == "__main__":
    main()
