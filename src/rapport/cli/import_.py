"""Import: workbooks and text files become batches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.cli import options, output, session
from rapport.core.refusals import Refused

if TYPE_CHECKING:
    from rapport.imports.report import Report


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Workbooks or text files: xlsx, csv, csv.gz, parquet.")],
    constants: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="DIM=VALUE", default_factory=list, show_default=False, help="What the file does not say: country=CN."
        ),
    ],
    map_file: Annotated[Path | None, typer.Option("--map", metavar="FILE.toml", help="Which column is what, if need be.")] = None,
    dataset: Annotated[str | None, typer.Option(metavar="NAME", help="What it holds, if that is not recognised.")] = None,
    sender: Annotated[str | None, typer.Option(metavar="NAME", help="Who sent it. [default: as the file says, or self]")] = None,
    release: Annotated[
        date | None, typer.Option(parser=options.day, metavar="DATE", help="When it was published. [default: today]")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse the file for one bad row or unknown name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be loaded, and load nothing.")] = False,
    as_user: options.AsUser = None,
    as_json: options.AsJson = False,
    lang: options.Language = "en",
) -> None:
    """Load workbooks and text files.

    Tables and columns are recognised; what would be loaded, and why, is reported. Each file is one batch: all of it or
    nothing. Of several files, one that is refused keeps none of the others out.
    """
    with session.opened(as_user) as home, output.progress() as progress:
        from rapport.imports import mapping
        from rapport.imports.run import load_file

        load_one = partial(
            load_file,
            by=home.user,
            trade=home.trade,
            today=home.today,
            mapping=mapping.read(map_file) if map_file else None,
            dataset=dataset,
            constants=dict(map(options.pair, constants)),
            sender=sender,
            release=release,
            strict=strict,
            dry_run=dry_run,
            calendar=home.calendar,
        )
        reports = each(load_one, files, progress)
    if as_json:
        output.document(reports[0] if len(reports) == 1 else reports)
    else:
        from rapport.cli import import_report

        import_report.show(reports, home.trade, lang)
    leave(reports)


def each(
    load_one: "Callable[..., Report]", files: Sequence[Path], progress: Callable[[str], Callable[[str], None]]
) -> list[dict[str, object]]:
    """Load the files one after another; what the import of each said."""
    return [_report(partial(load_one, file, progress=progress(file.name)), file) for file in files]


def leave(reports: Iterable[Mapping[str, object]]) -> None:
    """End with code 2 where a file was refused."""
    if any("rows" not in report for report in reports):
        raise typer.Exit(2)


def _report(load_one: "Callable[[], Report]", file: Path) -> dict[str, object]:
    """What the import of a file said; of a refused one, the reasons alone."""
    try:
        return load_one().as_json()
    except Refused as refusal:
        output.complain(refusal)
        return {"batch": None, "file": file.name, "problems": refusal.problems}
