"""What was loaded, taken out and put back."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Load, Rapport, in_china, stranger


def share(rapport: Rapport) -> object:
    figure = rapport("ask", "platform_share", "--period", "2026-10", "--json").json["rows"][0]["kpis"]["platform_share"]
    return figure["value"] and round(figure["value"], 3), figure["why"]


def test_batches_are_listed(rapport: Rapport, loaded: str) -> None:
    (batch,) = rapport("batches", "--json").json["batches"]
    assert (batch["batch"], batch["file"], batch["dataset"], batch["rows"]) == (loaded, "one.csv", "shipments", 12)
    assert (batch["live"], batch["loaded_by"], batch["restates"]) == (True, None, [])
    listed = rapport("batches").out
    assert loaded in listed
    assert "operator" in listed
    assert "运维" in rapport("batches", "--lang", "zh-hans").out


def test_undo_then_redo_is_as_before(rapport: Rapport, loaded: str) -> None:
    before = rapport("verify", "--json").json["digest"]
    assert share(rapport) == (0.795, None)
    assert rapport("undo", loaded, "--json").json == {"batch": loaded, "live": False, "ledger": 2}
    assert share(rapport) == (None, "not reported")
    assert rapport("redo", loaded, "--json").json == {"batch": loaded, "live": True, "ledger": 3}
    assert share(rapport) == (0.795, None)
    assert rapport("verify", "--json").json["digest"] == before


def test_an_unknown_batch_is_told_the_nearest(rapport: Rapport, loaded: str) -> None:
    refused = rapport("undo", f"{loaded}1")
    assert refused.code == 2
    assert loaded in refused.err


def test_undo_twice_is_refused(rapport: Rapport, loaded: str) -> None:
    assert rapport("undo", loaded).code == 0
    assert rapport("undo", loaded).code == 2


def test_a_stranger_neither_sees_nor_undoes(rapport: Rapport, loaded: str) -> None:
    user = stranger()
    assert rapport("batches", "--as", user, "--json").json == {"batches": []}
    assert rapport("undo", loaded, "--as", user).code == 2
    assert rapport("batches", "--json").json["batches"][0]["live"] is True


def sell_through(rapport: Rapport, folder: Path, sender: str, *lines: str) -> None:
    """Load what a distributor sold: lines of month,country,units."""
    path = folder / f"{sender}-{len(list(folder.iterdir()))}.csv"
    rows = (f"{month},Contoso,{country},P-own,{units}" for month, country, units in (line.split(",") for line in lines))
    path.write_text("\n".join(["month,account,country,product,sell-through", *rows]), encoding="utf-8")
    done = rapport("import", path, "--sender", sender, "--dataset", "sell_through", "--set", f"channel={sender}")
    assert done.code == 0, done.err


def test_who_sent_before_and_not_for_the_latest_month_is_missing(rapport: Rapport, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    sell_through(rapport, folder, "D1", "2026-08,CN,5", "2026-10,CN,6", "2026-09,HK,7")
    sell_through(rapport, folder, "D2", "2026-09,CN,5")
    sell_through(rapport, folder, "D3", "2026-06,CN,5")
    found = rapport("batches", "--missing", "--json").json["missing"]
    told = {"dataset": "sell_through", "account": "Contoso", "month": "2026-10", "last": "2026-09", "span": "month"}
    assert found == [{**told, "sender": "D2", "country": "CN"}]
    listed = rapport("batches", "--missing", "--lang", "zh-hans").out
    assert "缺报" in listed
    assert "D3" not in listed


JULY_ON = ("2026-07", "2026-08", "2026-09", "2026-10")


@pytest.mark.parametrize(
    ("untold", "said", "missing"),
    [
        ({}, [], []),
        ({("D1", "CN"): 1, ("D1", "HK"): 1}, ["no facts of D1 for 2026-10"], [("D1", "CN"), ("D1", "HK")]),
        ({("D1", "HK"): 1}, ["no facts of D1 (HK) for 2026-10"], [("D1", "HK")]),
        ({("D2", "CN"): 1}, ["no facts of D2 for 2026-10"], [("D2", "CN")]),
        ({("D1", "HK"): 3}, [], []),
    ],
)
@pytest.mark.parametrize("sender", ["self", None])
def test_who_is_missing_is_who_ask_says_is_missing(
    load: Load, rapport: Rapport, sender: str | None, untold: dict[tuple[str, str], int], said: list[str], missing: list[object]
) -> None:
    """Two distributors told CN and HK every month from July on, in one file or each in its own; in some last months some not.

    What one of them told of JP in March is long ago.
    """
    for channel, countries in (("D1", ("CN", "HK")), ("D2", ("CN",))):
        rows = [
            f"{month},Contoso,{country},{channel},P,5"
            for country in countries
            for month in JULY_ON[: len(JULY_ON) - untold.get((channel, country), 0)]
        ]
        rows += [f"2026-03,Contoso,JP,{channel},P,5"] if channel == "D1" else []
        words = ("--sender", sender or channel)
        load("month,account,country,channel,product,sell-through", *rows, words=words, name=f"{channel}.csv")
    figure = rapport("ask", "sell_through", "--json").json["rows"][0]["kpis"]["sell_through"]
    found = rapport("batches", "--missing", "--json").json["missing"]
    assert (figure["notes"], [(one["sender"], one["country"]) for one in found]) == (said, missing)
    assert {(one["dataset"], one["account"], one["month"]) for one in found} <= {("sell_through", "Contoso", "2026-10")}
    lasts = {one["country"]: one["last"] for one in found if one["sender"] == "D1"}
    assert lasts == {land: JULY_ON[3 - months] for (of, land), months in untold.items() if (of, land) in missing and of == "D1"}


def test_of_very_many_places_it_is_said_once_that_some_are_missing(load: Load, rapport: Rapport) -> None:
    rows = [f"{month},A{number},CN,D1,P,5" for month in JULY_ON[:-1] for number in range(52)]
    always = [f"{month},Contoso,CN,D1,P,5" for month in JULY_ON]
    load("month,account,country,channel,product,sell-through", *rows, *always, words=("--sender", "D1"))
    (one,) = rapport("batches", "--missing", "--json").json["missing"]
    assert one == {
        "sender": "D1", "dataset": "sell_through", "account": None, "country": None, "month": "2026-10", "span": "month",
        "last": "2026-10",
    }  # fmt: skip


def test_what_is_told_now_and_then_is_not_missing(load: Load, rapport: Rapport) -> None:
    rows = [f"{month},Contoso,CN,D1,P,5" for month in JULY_ON]
    load("month,account,country,channel,product,sell-through", *rows, "2026-08,Contoso,HK,D1,P,5", words=("--sender", "D1"))
    assert rapport("ask", "sell_through", "--json").json["rows"][0]["kpis"]["sell_through"]["notes"] == []
    assert rapport("batches", "--missing", "--json").json == {"missing": []}


def test_a_batch_that_was_taken_out_was_not_sent(rapport: Rapport, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    sell_through(rapport, folder, "D1", "2026-09,CN,5")
    sell_through(rapport, folder, "D1", "2026-10,CN,6")
    sell_through(rapport, folder, "D2", "2026-10,CN,6")
    assert rapport("batches", "--missing", "--json").json == {"missing": []}
    last = rapport("batches", "--json").json["batches"][1]["batch"]
    assert rapport("undo", last).code == 0
    told = rapport("batches", "--missing", "--json").json["missing"]
    assert [(one["sender"], one["last"]) for one in told] == [("D1", "2026-09")]


def test_only_what_somebody_may_see_is_missing_for_them(rapport: Rapport, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    sell_through(rapport, folder, "D1", "2026-09,CN,5", "2026-09,HK,5")
    sell_through(rapport, folder, "D2", "2026-10,CN,6")
    assert [one["country"] for one in rapport("batches", "--missing", "--json").json["missing"]] == ["CN", "HK"]
    assert [one["country"] for one in rapport("batches", "--missing", "--as", in_china(), "--json").json["missing"]] == ["CN"]
    assert rapport("batches", "--missing", "--as", stranger(), "--json").json == {"missing": []}


def test_whom_the_pack_expects_is_missing_though_they_never_sent(rapport: Rapport, tmp_path: Path, settings: Any) -> None:
    own = Path(settings.HOME) / "packs" / "ours"
    own.mkdir(parents=True)
    (own / "pack.toml").write_text(
        '[pack.ours]\nversion = 1\nuse = ["partner"]\n[dataset.sell_through]\nexpected = ["D1", "D9"]\n', encoding="utf-8"
    )
    folder = tmp_path / "sent"
    folder.mkdir()
    sell_through(rapport, folder, "D1", "2026-10,CN,5")
    (missing,) = rapport("batches", "--missing", "--json").json["missing"]
    assert (missing["sender"], missing["dataset"], missing["month"], missing["last"]) == ("D9", "sell_through", "2026-10", None)
    assert "D9" in rapport("batches", "--missing").out
    assert rapport("batches", "--missing", "--as", in_china(), "--json").json == {"missing": []}
