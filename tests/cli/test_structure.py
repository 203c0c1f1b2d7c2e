"""Trees from files to answers: countries in regions, accounts under accounts, moves, circles, new names."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rapport.book.accounts import actions as accounts
from rapport.book.accounts.models import Account
from rapport.book.catalogue.models import Value
from rapport.book.team.models import User
from tests.cli.conftest import Rapport

pytestmark = pytest.mark.django_db

FACTS = """month,account,country,currency,revenue
2025-10,Gamma Group,CN,USD,100
2025-10,Gamma China,CN,USD,10
2025-10,Gamma Shanghai,HK,USD,1
2025-10,Delta,JP,USD,1000
2026-03,Gamma Group,CN,USD,200
2026-03,Gamma China,CN,USD,20
2026-03,Gamma Shanghai,HK,USD,2
2026-03,Delta,JP,USD,2000
2026-03,Delta,KR,USD,4000
"""
TERRITORIES = "code,name,region\nCN,China,Greater China\nHK,Hong Kong,Greater China\nJP,Japan,North Asia\n"
ACCOUNTS = """code,name,name_zh,parent,country,tier,owner
G,Gamma Group,伽马集团,,US,A,Ann
G1,Gamma China,伽马中国,Gamma Group,CN,B,Bob
G11,Gamma Shanghai,伽马上海,G1,CN,B,
D,Delta,,,DE,A,Ann
"""

File = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def gamma(rapport: Rapport, file: File) -> Rapport:
    """The command line on a home with the facts alone."""
    assert rapport("import", file(FACTS, "facts.csv")).code == 0
    return rapport


def revenue(rapport: Rapport, *words: str, period: str = "2025-10..2026-03") -> dict[Any, float | None]:
    answer = rapport("ask", "revenue", "--period", period, "--json", *words)
    assert answer.code == 0, answer.err
    return {tuple(row["by"].values()): row["kpis"]["revenue"]["value"] for row in answer.json["rows"]}


def plain(sums: dict[Any, Any]) -> dict[Any, float]:
    return {key: float(value) for key, value in sums.items() if value is not None}


def test_figures_by_country_roll_up_to_regions(gamma: Rapport, file: File) -> None:
    report = gamma("import", file(TERRITORIES), "--json").json
    assert (report["tables"][0]["dataset"], report["rows"]["loaded"]) == ("territories", 3)
    assert plain(revenue(gamma, "--by", "region")) == {("Greater China",): 333, ("North Asia",): 3000, (None,): 4000}
    assert plain(revenue(gamma, "--where", "region=Greater China")) == {(): 333}
    assert plain(revenue(gamma, "--where", "country=China")) == {(): 330}


def test_a_move_rules_all_months_as_is_and_its_own_as_was(gamma: Rapport, file: File) -> None:
    gamma("import", file(TERRITORIES))
    before = revenue(gamma, "--by", "region", "--structure", "as_was", period="2025-10")
    batch = gamma("import", file("国家,大区,生效日期\nHK,Asia Pacific,2026-01-01\nJP,Asia Pacific,2026-03\n"), "--json").json[
        "batch"
    ]
    moved = {("Greater China",): 330, ("Asia Pacific",): 3003, (None,): 4000}
    assert plain(revenue(gamma, "--by", "region")) == moved
    assert revenue(gamma, "--by", "region", "--structure", "as_was", period="2025-10") == before
    after = revenue(gamma, "--by", "region", "--structure", "as_was", period="2026-03")
    assert plain(after) == {("Greater China",): 220, ("Asia Pacific",): 2002, (None,): 4000}
    assert gamma("undo", batch).code == 0
    assert plain(revenue(gamma, "--by", "region"))["North Asia",] == 3000
    assert gamma("verify").code == 0


def test_a_list_without_dates_moves_only_what_it_says_otherwise_and_from_its_release_on(gamma: Rapport, file: File) -> None:
    gamma("import", file(TERRITORIES), "--release", "2026-02-20")
    assert gamma("import", file(TERRITORIES), "--release", "2026-03-05", "--json").json["batch"] is None
    gamma("import", file(TERRITORIES.replace("Japan,North Asia", "Japan,Pacific")), "--release", "2026-03-20")
    assert plain(revenue(gamma, "--by", "region"))["Pacific",] == 3000
    was = plain(revenue(gamma, "--by", "region", "--structure", "as_was"))
    assert (was["North Asia",], was["Pacific",]) == (1000, 2000)


def test_an_account_is_asked_with_all_that_stands_under_it(gamma: Rapport, file: File) -> None:
    assert gamma("import", file(ACCOUNTS)).code == 0
    assert plain(revenue(gamma, "--where", "account=G", "--by", "account")) == {
        ("Gamma Group",): 300, ("Gamma China",): 30, ("Gamma Shanghai",): 3,
    }  # fmt: skip
    assert plain(revenue(gamma, "--where", "account=伽马中国")) == {(): 33}
    assert plain(revenue(gamma, "--where", "account=G,G1")) == {(): 333}
    assert plain(revenue(gamma, "--by", "account")).keys() == {
        ("Gamma Group",),
        ("Gamma China",),
        ("Gamma Shanghai",),
        ("Delta",),
    }
    assert plain(revenue(gamma, "--by", "owner")) == {("Ann",): 7300, ("Bob",): 33}
    assert plain(revenue(gamma, "--by", "tier,home_country")) == {("A", "US"): 300, ("B", "CN"): 33, ("A", "DE"): 7000}


def test_an_account_that_was_sold_takes_its_own_accounts_along(gamma: Rapport, file: File) -> None:
    gamma("import", file(ACCOUNTS))
    gamma("import", file("客户名称,母公司,生效日期\nGamma China,Delta,2026-01\n"))
    assert plain(revenue(gamma, "--where", "account=Delta")) == {(): 7033}
    assert plain(revenue(gamma, "--where", "account=Delta", "--structure", "as_was")) == {(): 7022}
    assert plain(revenue(gamma, "--where", "account=G", "--structure", "as_was")) == {(): 311}


def test_an_account_can_be_let_go(gamma: Rapport, file: File) -> None:
    gamma("import", file(ACCOUNTS))
    gamma("import", file("account,parent,valid_from\nGamma China,none,2026-01\n"))
    assert plain(revenue(gamma, "--where", "account=G")) == {(): 300}
    assert plain(revenue(gamma, "--where", "account=G", "--structure", "as_was")) == {(): 311}


def test_entities_stand_for_their_account(rapport: Rapport, file: File) -> None:
    facts = "month,entity,currency,revenue\n2026-03,Gamma GmbH,USD,5\n2026-03,Gamma KK,USD,7\n2026-03,Delta SA,USD,11\n"
    lists = "entity,parent account\nGamma GmbH,Gamma\nGamma KK,Gamma\n"
    accounts_list = "account,parent\nGamma,Omega\nOmega,\n"
    assert [rapport("import", file(text)).code for text in (facts, lists, accounts_list)] == [0, 0, 0]
    assert plain(revenue(rapport, "--by", "account")) == {("Gamma",): 12, (None,): 11}
    assert plain(revenue(rapport, "--where", "account=Omega", "--by", "entity")) == {("Gamma GmbH",): 5, ("Gamma KK",): 7}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "G,Gamma Shanghai,2026-02\n",
            "Gamma China stands under Gamma Group (B0002), Gamma Group stands under Gamma Shanghai (list.csv, row 3), "
            "Gamma Shanghai stands under Gamma China (list.csv, row 2); nothing was changed",
        ),
        ("D,Delta,2026-02\n", "a circle from 2026-02-01 on: Delta stands under Delta (list.csv, row 3)"),
    ],
)
def test_a_circle_is_refused_by_name_and_nothing_of_its_file_is_loaded(gamma: Rapport, file: File, rows: str, said: str) -> None:
    gamma("import", file(ACCOUNTS))
    before = gamma("verify", "--json").json
    refused = gamma("import", file(f"account code,parent,valid_from\nG11,G1,2026-02\n{rows}"))
    assert refused.code == 2
    assert said in refused.err
    assert "correct the parent of one of them (“none”: it stands alone) in the file, or undo the batch that is" in refused.err
    assert gamma("verify", "--json").json == before


def test_an_undo_that_would_close_a_circle_is_refused(gamma: Rapport, file: File) -> None:
    gamma("import", file(ACCOUNTS))
    free = gamma("import", file("account,parent,valid_from\nGamma China,none,2026-01\n"), "--json").json["batch"]
    assert gamma("import", file("account,parent,valid_from\nGamma Group,Gamma China,2026-01\n")).code == 0
    refused = gamma("undo", free)
    assert refused.code == 2
    assert "a circle from 2026-01-01 on: Gamma China stands under Gamma Group (B0002), Gamma Group stands under" in refused.err
    assert "first import a list to correct the parent of one of them" in refused.err
    assert plain(revenue(gamma, "--where", "account=Gamma China", period="2026-03")) == {(): 222}


def test_rows_that_say_two_things_of_one_value_and_day_are_rejected(gamma: Rapport, file: File) -> None:
    report = gamma("import", file("country,region\nCN,East\nCN,West\nHK,East\n"), "--json").json
    assert (report["rows"]["loaded"], report["rows"]["rejected"]) == (1, 2)
    assert [(problem["row"], problem["rule"]) for problem in report["problems"]] == [(2, "two-words"), (3, "two-words")]
    assert plain(revenue(gamma, "--by", "region")) == {("East",): 3, (None,): 7330}


def test_a_country_renamed_in_the_middle_stays_one_value(rapport: Rapport, file: File) -> None:
    head = "month,account,country,currency,revenue\n"
    rapport("import", file(f"{head}2022-05,Delta,TR,USD,3\n"))
    before = revenue(rapport, "--by", "country", period="2022-05")
    rapport("import", file("code,name,region,valid_from\nTR,Turkey,EMEA,\nTR,Türkiye,EMEA,2022-06\n"))
    assert rapport("import", file(f"{head}2022-06,Delta,Türkiye,USD,5\n2022-07,Delta,Turkey,USD,7\n")).code == 0
    assert Value.objects.filter(dimension="country").count() == 1
    assert revenue(rapport, "--by", "country", period="2022-05") == before
    for structure in ("as_is", "as_was"):
        found = revenue(rapport, "--by", "country,region", "--structure", structure, period="2022-05..2022-07")
        assert plain(found) == {("TR", "EMEA"): 15}
    assert plain(revenue(rapport, "--where", "country=Türkiye", period="2022-05..2022-07")) == {(): 15}


def test_a_list_gives_a_code_to_a_value_that_files_named_without(rapport: Rapport, file: File) -> None:
    rapport("import", file("month,account,country,currency,revenue\n2026-03,Delta,China,USD,3\n"))
    rapport("import", file(TERRITORIES))
    rapport("import", file("month,account,country,currency,revenue\n2026-04,Delta,CN,USD,5\n"))
    assert plain(revenue(rapport, "--by", "region", period="2026-03..2026-04")) == {("Greater China",): 8}
    assert Value.objects.filter(dimension="country").count() == 3


def test_a_product_without_its_attribute_is_counted_and_never_dropped(rapport: Rapport, file: File) -> None:
    rapport("import", file("month,account,product,units\n2026-03,Delta,P1,60\n2026-03,Delta,P2,30\n2026-03,Delta,P3,10\n"))
    words = ("ask", "platform_share", "pc_shipments", "--period", "2026-03", "--json")
    unknown = rapport(*words).json["rows"][0]["kpis"]["platform_share"]
    assert (unknown["value"], unknown["why"]) == (None, "shipped_units: no category is known of any product")
    products = "code,name,category,platform,premium,valid_from\nP1,Book 14,笔记本,自有,yes,\nP2,Tower 3,desktop,other,no,\n"
    assert rapport("import", file(products), "--json").json["tables"][0]["dataset"] == "products"
    known = rapport(*words).json["rows"][0]["kpis"]
    assert (known["platform_share"]["numerator"], known["platform_share"]["denominator"]) == (60, 90)
    assert "10 units without category" in known["pc_shipments"]["notes"]
    by_platform = rapport("ask", "pc_shipments", "--by", "product", "--period", "2026-03", "--json").json["rows"]
    assert [row["by"]["product"] for row in by_platform if row["kpis"]["pc_shipments"]["value"]] == ["P1", "P2"]


def test_access_follows_the_account_itself_and_not_the_tree(gamma: Rapport, file: File) -> None:
    gamma("import", file(ACCOUNTS))
    lena = User.objects.create(username="lena")
    china = Account.objects.get(name="Gamma China")
    accounts.assign(by=None, user=lena, account=china, starts_on=date(2020, 1, 1))
    assert plain(revenue(gamma, "--by", "account", "--as", "lena")) == {("Gamma China",): 30}
    assert plain(revenue(gamma, "--where", "account=Gamma China", "--as", "lena")) == {(): 30}
    hidden = gamma("ask", "revenue", "--where", "account=Gamma Group", "--as", "lena")
    assert (hidden.code, "Gamma Group" in hidden.err.replace("“Gamma Group”", "")) == (2, False)
    refused = gamma("import", file("account,parent\nGamma Group,Gamma China\n"), "--as", "lena")
    assert (refused.code, "only who may see everything" in refused.err) == (2, True)
    assert gamma("undo", "B0002", "--as", "lena").code == 2


@pytest.mark.parametrize(("head", "dataset", "dimension"), [("Account", "accounts", "account"), ("产品", "products", "product")])
def test_a_list_of_names_alone_is_what_init_asks_for(
    rapport: Rapport, file: File, monkeypatch: pytest.MonkeyPatch, head: str, dataset: str, dimension: str
) -> None:
    monkeypatch.setenv("RAPPORT_ADMIN_PASSWORD", "correct horse")
    made = rapport("init", "--admin", "ann@contoso.example", "--json")
    assert {one["dataset"]: one["headings"] for one in made.json["next"]}[dataset] == [dimension.title()]
    path = file(f"{head}\nAnvil\nBolt\n")
    said = rapport("import", path, "--json").json
    assert (said["tables"][0]["dataset"], said["rows"]["loaded"]) == (dataset, 2)
    assert [new["value"] for new in said["unconfirmed"]] == ["Anvil", "Bolt"]
    assert rapport("import", path, "--json").json["unchanged_rows"] == 2
    (batch,) = rapport("batches", "--json").json["batches"]
    assert (batch["dataset"], batch["rows"]) == (dataset, 2)


def test_what_a_list_does_not_know_is_ignored_and_named(rapport: Rapport, file: File) -> None:
    said = rapport("import", file("Account,Country,Zebra\nAnvil,CN,black\n"), "--json").json
    assert (said["tables"][0]["dataset"], said["rows"]["loaded"], said["ignored_columns"]) == ("accounts", 1, ["Zebra"])
    assert "Zebra" in rapport("import", file("Account,Country,Zebra\nBolt,CN,black\n")).out
    one = rapport("import", file("Account,Zebra\nCrank,black\n"), "--dataset", "accounts", "--json").json
    assert (one["rows"]["loaded"], one["ignored_columns"]) == (1, ["Zebra"])


def test_a_sheet_with_a_heading_that_no_list_knows_is_no_list_unless_one_says_so(gamma: Rapport, file: File) -> None:
    people = file("name,parent,phone\nAnn,Bob,1\n")
    refused = gamma("import", people)
    assert (refused.code, "it may be a list of accounts, which knows no “phone”" in refused.err) == (2, True)
    assert gamma("import", people, "--dataset", "accounts", "--dry-run").code == 0
    either = gamma("import", file("code,name\nX,Book\n"))
    assert (either.code, "--dataset" in either.err) == (2, True)


def test_where_a_country_stood_elsewhere_nobody_is_said_to_have_reported_nothing(rapport: Rapport, file: File) -> None:
    """DE moves from West to Central in between; South is FR alone, which reported nothing in 2026."""
    facts = "2025-10,Delta,DE,EUR,100\n2025-10,Delta,FR,EUR,40\n2026-10,Delta,DE,EUR,120\n"
    rapport("import", file(f"month,account,country,currency,revenue\n{facts}"))
    regions = "DE,Germany,West,\nFR,France,South,\nDE,Germany,Central,2026-01\n"
    rapport("import", file(f"code,name,region,valid_from\n{regions}"))
    words = ("ask", "revenue", "--by", "region", "--period", "2026-10", "--vs", "prior_year", "--structure", "as_was")
    figures = {row["by"]["region"]: row["kpis"]["revenue"] for row in rapport(*words, "--json").json["rows"]}
    assert (figures["West"]["value"], figures["West"]["why"]) == (None, "nothing that was told stood under it then")
    assert "base: nothing that was told stood under it then" in figures["Central"]["notes"]
    assert (figures["South"]["value"], figures["South"]["why"]) == (None, "not reported")
    assert "import the file of that period" not in rapport(*words).out
    assert "West, 收入：当时其下没有已上报的数据" in rapport(*words, "--lang", "zh-hans").out.replace("、", ", ")
