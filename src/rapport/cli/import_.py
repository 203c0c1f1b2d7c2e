"""Import: workbooks and text files become batches."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from rapport.cli import import_report, options, output, session


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Workbooks or text files: xlsx, csv, csv.gz, parquet.")],
    constants: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="DIM=VALUE", default_factory=list, show_default=False, help="What the file does not say: country=CN."
        ),
    ],
    mapping: Annotated[Path | None, typer.Option("--map", metavar="FILE.toml", help="Which column is what, if need be.")] = None,
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

    Tables and columns are recognised; what would be loaded, and why, is reported. Each file is one batch: all of it or nothing.
    """
    with session.opened(as_user) as home:
        from rapport.imports.run import load_file

        reports = [
            load_file(
                file,
                by=home.user,
                trade=home.trade,
                today=home.today,
                mapping=mapping,
                dataset=dataset,
                constants=dict(map(options.pair, constants)),
                sender=sender,
                release=release,
                strict=strict,
                dry_run=dry_run,
            ).as_json()
            for file in files
        ]
    if as_json:
        output.document(reports[0] if len(reports) == 1 else reports)
    else:
        for report in reports:
            import_report.show(report, lang)
