from athena.pole.values.offence import HomeOfficeOffence
from athena.synth.offences import load_offences
from athena.synth.offending import METHODS
from athena.synth.process import CRIME_TYPES


def test_every_type_but_disorder_has_offences_with_well_formed_codes() -> None:
    book = load_offences()
    for number, name in enumerate(CRIME_TYPES):
        assert bool(book.of_type[number]) is (name != "anti_social_behaviour")
    for offence in book.offences:
        assert str(HomeOfficeOffence.parse(offence.code)) == offence.code
        assert len(offence.text) <= 44


def test_there_are_as_many_methods_of_each_type_as_offenders_have() -> None:
    book = load_offences()
    assert all(len(methods) == METHODS for methods in book.methods.values())
    assert all(len(words) <= 56 for methods in book.methods.values() for words in methods)


def test_goods_fit_the_record_and_have_a_value() -> None:
    book = load_offences()
    assert all(len(goods.text) <= 30 and goods.low <= goods.high for goods in book.goods)
    assert all(number < len(book.goods) for numbers in book.goods_of.values() for number in numbers)
