"""What was loaded, taken out and put back."""

from tests.cli.conftest import Rapport, stranger


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
