"""The words for what was done."""

from athena.ledger.operation import Operation


def test_the_six_operations_of_section_62_are_named() -> None:
    statutory = {operation.value for operation in Operation if operation.statutory}
    assert statutory == {"collection", "alteration", "consultation", "disclosure", "combination", "erasure"}


def test_a_refusal_is_not_passed_off_as_a_statutory_operation() -> None:
    assert not Operation.REFUSAL.statutory
