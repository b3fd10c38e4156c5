from athena.ingest.mainframe.options import ReadOptions


def test_defaults_are_the_standards_of_the_machine_the_files_come_from() -> None:
    options = ReadOptions()
    assert options.frame.format == "F"
    assert options.frame.inclusive
    assert not options.frame.little
    assert options.reading.floats == "ibm"
    assert options.reading.sync == "ibm"
    assert not options.quarantine
