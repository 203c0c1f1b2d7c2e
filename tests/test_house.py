"""The house stands as it was drawn: the floors, the two guards that imports cannot show, and sizes to be at home in."""

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from rapport.book.accounts.access import Scoped, ScopedRecords
from rapport.book.accounts.models import Account
from rapport.book.team.models import User

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rapport"


def test_the_floors_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def layers(contract: str) -> list[set[str]]:
    """The layers of a contract, highest first."""
    law = configparser.ConfigParser()
    law.read(ROOT / ".importlinter")
    lines = law[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [{name.strip(" ()") for name in line.split("|")} for line in lines if line]


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


@pytest.mark.parametrize(("contract", "folder", "beside"), [("floors", SOURCE, {"locale"}), ("book", SOURCE / "book", set())])
def test_every_package_stands_on_a_floor(contract: str, folder: Path, beside: set[str]) -> None:
    assert packages(folder) <= set().union(*layers(contract)) | beside


def keys() -> Iterator[tuple[models.Field, type[models.Model]]]:
    """The foreign keys of our models, and what they point to."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("rapport."):
            yield from (
                (field, field.related_model) for field in model._meta.get_fields() if field.concrete and field.is_relation
            )


def floor(model: type[models.Model]) -> int:
    """How deep a model's room lies; 0 is the top of the book, above which stand those who bring in and write out."""
    return next((depth for depth, rooms in enumerate(layers("book")) if model._meta.app_label in rooms), -1)


def test_foreign_keys_point_only_down() -> None:
    """The user model excepted, which every room may name; what Django keeps of users stands below the house."""
    ours = [(key, to) for key, to in keys() if to is not User and to.__module__.startswith("rapport.")]
    assert len(ours) >= 10
    up = [str(key) for key, to in ours if floor(to) < floor(key.model)]
    assert up == []


def test_every_model_with_an_account_is_read_by_scope() -> None:
    """What has a foreign key to an account must be `Scoped`; the guard itself is tried in tests/book/accounts."""
    owned = {key.model for key, to in keys() if to is Account} | {Account}
    assert [model.__name__ for model in owned if not issubclass(model, Scoped)] == []
    assert [model.__name__ for model in owned if not isinstance(model._default_manager, ScopedRecords)] == []


def files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(SOURCE)}:{node.name}", node


def quantile(sizes: list[int], share: float) -> int:
    return sorted(sizes)[min(len(sizes) - 1, int(len(sizes) * share))]


def test_files_are_short() -> None:
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in files()}
    assert [f"{path.relative_to(SOURCE)}: {size}" for path, size in sizes.items() if size > 400] == []
    real = [size for size in sizes.values() if size > 8]
    assert (quantile(real, 0.5) <= 100, quantile(real, 0.9) <= 250) == (True, True), real


def test_functions_are_short() -> None:
    sizes = {name: (node.end_lineno or 0) - node.lineno + 1 for path in files() for name, node in functions(path)}
    assert {name: size for name, size in sizes.items() if size > (50 if name.startswith("core/") else 60)} == {}
    assert (quantile(list(sizes.values()), 0.5) <= 8, quantile(list(sizes.values()), 0.9) <= 25) == (True, True)


def public(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The module, and the classes and functions that others may use."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    yield str(path.relative_to(SOURCE)), module
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{path.relative_to(SOURCE)}:{node.name}", node


def test_what_others_use_says_what_it_is() -> None:
    assert [name for path in files() for name, node in public(path) if not ast.get_docstring(node)] == []
