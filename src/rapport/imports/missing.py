"""A file that is not where somebody says it is."""

from pathlib import Path

from rapport.core.refusals import Refused, nearest


def missing(path: Path, kind: str = "file") -> Refused:
    """The refusal of a file that is not there; names the files beside it that are called much like it."""
    beside = sorted(file.name for file in path.parent.iterdir() if file.is_file()) if path.parent.is_dir() else []
    near = "".join(f"; nearest beside it: {', '.join(found)}" for found in [nearest(path.name, beside)] if found)
    return Refused(f"{path}: there is no such {kind}{near}")
