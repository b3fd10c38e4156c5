import numpy as np

from athena.synth.draws import Dice
from athena.synth.names import load_stock
from athena.synth.rates import Rates


def test_every_ethnic_group_of_the_rates_has_names(rates: Rates) -> None:
    stock = load_stock()
    for group in rates.mix("people.ethnicity")[0]:
        assert set(stock.ethnicities[group]) <= set(stock.cultures)


def test_names_are_drawn_from_their_culture_and_the_frequent_ones_more_often() -> None:
    stock = load_stock()
    polish = np.full(20_000, stock.cultures.index("polish"))
    drawn = stock.draw(Dice(1)("given"), np.arange(20_000), polish, "male")
    names, counts = np.unique([stock.words[n] for n in drawn], return_counts=True)
    assert {"Jakub", "Piotr"} <= set(names.tolist())
    assert counts.max() > 5 * np.median(counts)


def test_nicknames_and_spellings_lead_to_other_names() -> None:
    stock = load_stock()
    william = stock.words.index("William")
    assert {stock.words[n] for n in stock.nicknames[william]} == {"Bill", "Will", "Billy"}
    mohammed = stock.words.index("Mohammed")
    assert "Muhammad" in {stock.words[n] for n in stock.spellings[mohammed]}
    for table in (stock.nicknames, stock.spellings):
        assert all(stock.words[other] != stock.words[name] for name, others in table.items() for other in others)


def test_no_name_is_empty_or_has_space_around_it() -> None:
    assert all(word and word == word.strip() for word in load_stock().words)
