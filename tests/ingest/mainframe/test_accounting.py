from athena.ingest.mainframe.accounting import Account, Quarantined


def test_the_balance_is_what_is_not_accounted_for() -> None:
    account = Account(size=100, records=60, headers=8, filler=12, filtered=10)
    assert account.balance == 10
    account.quarantined.append(Quarantined(90, 10, "cut off"))
    assert (account.quarantined_bytes, account.balance) == (10, 0)
