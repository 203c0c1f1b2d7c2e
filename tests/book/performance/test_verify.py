"""Verify: every part of a home that is not as it was written is found, and two homes that say the same have one digest."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from rapport import packs
from rapport.book.accounts.actions import assign, lock_home, set_up
from rapport.book.accounts.home import open_home
from rapport.book.accounts.models import Account, Assignment, Home
from rapport.book.catalogue.actions import add_alias, confirm
from rapport.book.catalogue.models import Alias, AttributeChange, Rate, Value
from rapport.book.journal import records
from rapport.book.journal.actions import record
from rapport.book.journal.models import Entry, Head, Payload
from rapport.book.performance import actions, worlds
from rapport.book.performance.models import Batch, Event, Slice
from rapport.book.performance.verify import verify
from rapport.book.team.actions import add_user
from rapport.book.team.models import User
from rapport.core.pack import Label
from rapport.reports import comments
from rapport.reports.comments import Written
from rapport.reports.models import Note, Waiver
from tests.staged import Row, staged

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRADE = packs.load()
TODAY = date(2026, 12, 31)
OCTOBER: Row = {"month": "2026-10", "account": "Contoso", "country": "CN", "product": "P1", "value": 100}
NOVEMBER: Row = {**OCTOBER, "month": "2026-11", "value": 7}


@pytest.fixture(autouse=True)
def _folders() -> None:
    for name in ("facts", "files"):
        (Path(settings.HOME) / name).mkdir(parents=True)


def load(*rows: Row, platform: str = "own") -> None:
    """Load rows as one file, which also says of product P1 which platform it has, and a rate."""
    file = staged(
        *rows,
        attributes=[("product", "P1", "platform", platform, "2026-10")],
        rates=[("average", "USD", "CNY", "2026-10", 7.1)],
    )
    actions.load(by=None, staged=[file], trade=TRADE, today=TODAY)


def undo(batch: str) -> None:
    actions.undo(by=None, batch=batch, trade=TRADE, today=TODAY)


def redo(batch: str) -> None:
    actions.redo(by=None, batch=batch, trade=TRADE, today=TODAY)


def file() -> Path:
    return worlds.file_of(Batch.objects.get(code="B0001"))


def test_a_home_as_it_was_written_is_whole() -> None:
    assert verify().faults == ()
    load(OCTOBER, NOVEMBER)
    load({**OCTOBER, "value": 90}, NOVEMBER)
    undo("B0002")
    redo("B0002")
    worlds.world(trade=TRADE)
    assert verify().faults == ()
    assert verify().unfinished == ()


def rewrite(path: Path, select: str) -> None:
    """Write a batch file anew with other facts, and let the manifest know its digest."""
    other = path.with_suffix(".other")
    duckdb.sql(f"COPY (SELECT {select} FROM read_parquet('{path}')) TO '{other}' (FORMAT parquet)")
    other.replace(path)


FAULTS: dict[str, tuple[Callable[[], object], str]] = {
    "a file is gone": (lambda: file().unlink(), "its file B0001-.* is missing"),
    "a file was changed": (lambda: rewrite(file(), "* REPLACE (value + 1 AS value)"), "its file B0001-.* was changed"),
    "a file is cut off": (lambda: file().write_bytes(file().read_bytes()[:-9]), "its file B0001-.* was changed"),
    "an event is gone": (lambda: Event.objects.filter(number=2).delete(), "event 2 is missing"),
    "an event says another verb": (
        lambda: Event.objects.filter(number=2).update(verb="redo"),
        "the journal does not tell of event 2 .redo of B0002",
    ),
    "a batch was switched off": (lambda: Batch.objects.filter(code="B0001").update(is_live=False), "B0001 is taken out"),
    "a slice has another digest": (lambda: Slice.objects.filter(pk=1).update(digest="0" * 32), "slice 1 .2026-10. does not hold"),
    "a slice counts other facts": (lambda: Slice.objects.filter(pk=1).update(facts=9), "slice 1 .2026-10. does not hold"),
    "a slice points elsewhere": (lambda: Slice.objects.filter(pk=3).update(content=2), "slice 3 points to facts that say"),
    "a batch counts other rows": (lambda: Batch.objects.filter(code="B0001").update(rows=F("rows") + 1), "source rows"),
    "an attribute was changed": (
        lambda: AttributeChange.objects.update(text="other"),
        "attributes-.* is not what the tables say",
    ),
    "a rate was changed": (lambda: Rate.objects.update(rate=0.14), "rates-.* is not what the tables say"),
    "an entry of the journal was changed": (lambda: Entry.objects.filter(number=1).update(verb="undo"), "entry 1 was changed"),
    "the journal is gone": (
        lambda: (Payload.objects.all().delete(), Entry.objects.all().delete(), Head.objects.all().delete()),
        "the journal does not tell of event 1 .load of B0001",
    ),
    "the source was changed": (lambda: source_of("B0001").write_text("month,units"), "the source “shipments.csv” was changed"),
}


def source_of(code: str) -> Path:
    return Path(settings.HOME) / "files" / Batch.objects.get(code=code).sha256


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_was_changed_behind_the_books_back_is_named(fault: str) -> None:
    load(OCTOBER, NOVEMBER)
    load({**OCTOBER, "value": 90}, NOVEMBER)
    source_of("B0001").write_text("x")
    worlds.world(trade=TRADE)
    spoil, says = FAULTS[fault]
    spoil()
    assert any(re.search(says, found) for found in verify().faults), verify().faults


@pytest.mark.parametrize("model", [Batch, Slice, Event, AttributeChange, Rate])
def test_any_cell_that_is_changed_is_found(model: type[models.Model]) -> None:
    """Every column of what a load writes about its facts."""
    load(OCTOBER, NOVEMBER)
    load({**OCTOBER, "value": 90}, {**NOVEMBER, "country": "HK"}, platform="other")
    User.objects.create(username="ann")
    row = model.objects.filter(pk=model.objects.latest("pk").pk)
    for field in model._meta.concrete_fields:
        if not field.primary_key:
            before = row.values_list(field.attname, flat=True).get()
            row.update(**{field.attname: another(field, before)})
            assert verify().faults != (), field.name
            row.update(**{field.attname: before})
    assert verify().faults == ()


def another(field: models.Field, value: object) -> object:
    """A value that the column could hold and does not."""
    if field.is_relation:
        return next((pk for pk in field.related_model.objects.values_list("pk", flat=True) if pk != value), None)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateField):
        return value + timedelta(days=1)
    if isinstance(field, models.JSONField):
        return [*(value or ()), "x"]
    if isinstance(field, models.IntegerField | models.FloatField):
        return (value or 0) + 1
    return f"x{value}"[: field.max_length]


def test_a_file_of_no_batch_is_named_and_no_fault() -> None:
    load(OCTOBER)
    (worlds.folder() / "B0002-0123.parquet").write_bytes(b"half")
    assert (verify().faults, verify().unfinished) == ((), ("B0002-0123.parquet",))


def test_what_was_taken_back_leaves_no_trace_in_the_digest_and_put_back_it_is_the_same() -> None:
    empty = verify().digest
    load(OCTOBER)
    before = verify().digest
    load({**OCTOBER, "value": 90})
    after = verify().digest
    undo("B0001")
    undo("B0002")
    assert verify().digest == empty
    redo("B0001")
    assert verify().digest == before
    redo("B0002")
    assert verify().digest == after != before


@pytest.mark.parametrize("change", [{"value": 101}, {"country": "HK"}, {"month": "2026-09"}, {"account": "Fabrikam"}])
def test_another_fact_is_another_digest(change: Row) -> None:
    load(OCTOBER)
    before = verify().digest
    load({**OCTOBER, **change})
    assert verify().digest != before


def test_another_attribute_is_another_digest() -> None:
    load(OCTOBER)
    before = verify().digest
    load(OCTOBER, platform="other")
    assert verify().digest != before


def test_another_rate_is_another_digest_and_taken_back_it_is_the_one_before() -> None:
    actions.load(
        by=None, staged=[staged(rates=[("average", "USD", "CNY", "2026-10", 7.1)], dataset="rates")], trade=TRADE, today=TODAY
    )
    before = verify().digest
    actions.load(
        by=None, staged=[staged(rates=[("average", "USD", "CNY", "2026-10", 7.2)], dataset="rates")], trade=TRADE, today=TODAY
    )
    assert verify().digest != before
    undo("B0002")
    assert verify().digest == before


def test_what_a_person_says_of_a_name_is_in_the_digest() -> None:
    load(OCTOBER)
    before = verify().digest
    add_alias(by=None, value=Value.objects.get(dimension="country"), text="China")
    assert verify().digest != before


def test_the_digest_does_not_know_in_how_many_files_and_under_which_numbers_facts_came() -> None:
    load(OCTOBER, NOVEMBER)
    together = verify().digest
    undo("B0001")
    load({**NOVEMBER, "value": 1})
    undo("B0002")
    load(NOVEMBER)
    load(OCTOBER)
    assert verify().digest == together


def test_any_cell_of_a_record_that_is_changed_is_found() -> None:
    """Every column of every record that is not held otherwise, each in a home in which all of them have a row."""
    open_home()
    load(OCTOBER, {**NOVEMBER, "account": "Fabrikam"})
    ann, _ = (add_user(by=None, username=name, password="secret") for name in ("ann", "bo"))  # noqa: S106
    set_up(by=ann, first_month=1)
    value = Value.objects.whole().get(dimension="country")
    add_alias(by=ann, value=value, text="China")
    confirm(by=ann, value=value)
    assign(by=None, user=ann, account=Account.objects.whole().first(), starts_on=TODAY, ends_on=date(2027, 6, 30))
    of_october = {"by": ann, "account": Account.objects.whole().first(), "month": date(2026, 10, 1), "trade": TRADE}
    written = Written(Label("It rose", "上升"), correction=Label("Go on", "继续"), owner="Ann", due=TODAY, kpi="revenue")
    comments.note(**of_october, section="market", written=written)
    comments.waive(**of_october, section="market", item="figures", why="No study")
    assert verify().faults == ()
    models_held = set(records.held())
    assert models_held == {User, Home, Account, Assignment, Value, Alias, Note, Waiver}
    for model in models_held:
        row = model._base_manager.filter(pk=model._base_manager.earliest("pk").pk)
        for field in model._meta.concrete_fields:
            if field.primary_key or field.attname in records.NEVER_TOLD:
                continue
            before = row.values_list(field.attname, flat=True).get()
            row.update(**{field.attname: None if field.one_to_one else another(field, before)})
            named = f"{model._meta.verbose_name} {row.get().pk}: it is not as the journal tells"
            assert named in verify().faults, (field.name, verify().faults)
            row.update(**{field.attname: before})
    assert verify().faults == ()


def test_two_names_that_were_swapped_are_found_and_a_row_that_came_or_went() -> None:
    open_home()
    load(OCTOBER, {**OCTOBER, "country": "HK"})
    countries = Value.objects.whole().filter(dimension="country").order_by("pk")
    (one, cn), (two, hk) = countries.values_list("pk", "name")
    for pk, name in ((one, "-"), (two, cn), (one, hk)):
        countries.filter(pk=pk).update(name=name)
    assert verify().faults == tuple(f"value {pk}: it is not as the journal tells" for pk in (one, two))
    for pk, name in ((one, "-"), (two, hk), (one, cn)):
        countries.filter(pk=pk).update(name=name)
    User.objects.create(username="eve")
    assert verify().faults == (f"user {User.objects.get().pk}: the journal does not tell of it",)
    User.objects.all().delete()
    alias = add_alias(by=None, value=countries[0], text="China")
    Alias.objects.all().delete()
    assert verify().faults == (f"alias {alias.pk}: the journal tells of it, and it is gone",)


def test_of_a_home_that_an_earlier_version_made_what_was_told_is_held() -> None:
    """Its making told of no rows, and so the journal need not tell of all."""
    record(by=None, verb="create", object=lock_home(), payload={}, at=timezone.now())
    User.objects.create(username="ann")
    assert verify().faults == ()
    set_up(by=None, first_month=1)
    Home.objects.update(fiscal_first_month=8)
    assert verify().faults == ("home 1: it is not as the journal tells",)
