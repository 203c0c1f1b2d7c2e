"""How a forecast was made is said in both languages, with the numbers it rests on."""

from typing import get_args

import pytest

from rapport.core.forecast_words import METHODS, reason
from rapport.core.forecasting import Backtest, Choice, Forecast, Method
from rapport.core.pack import LANGS
from rapport.core.refusals import is_chinese

TRIED = Backtest(wape=0.081, bias=0.01, naive_wape=0.123, other_wape=0.081, coverage80=0.8, origins=8)


def made(choice: Choice) -> Forecast:
    return Forecast("median", choice, TRIED, (), 48, (), "seasonal_naive", "median")


def test_what_beat_the_naive_says_by_how_much():
    assert reason(made("better"), "en") == (
        "the median of last year, damped smoothing and Theta: "
        "from 8 past origins its error (WAPE) was 8.1%, that of last year 12.3%"
    )
    assert reason(made("better"), "zh-hans") == (
        "去年同期、阻尼平滑法和 Theta 法的中位数：8 个历史起点回测误差（WAPE）为 8.1%，去年同期为 12.3%"
    )


def test_what_was_not_beaten_says_so():
    assert reason(made("not_better"), "en").startswith("last year, not beaten: from 8 past origins")
    assert "未被超越" in reason(made("not_better"), "zh-hans")


@pytest.mark.parametrize("choice", get_args(Choice))
def test_every_reason_is_told_in_both_languages(choice):
    english, chinese = (reason(made(choice), lang) for lang in LANGS)
    assert not is_chinese(english)
    assert is_chinese(chinese)
    assert "{" not in english + chinese


def test_every_method_has_a_name():
    assert set(METHODS) == set(get_args(Method))
