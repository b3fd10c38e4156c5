"""Options that many commands share."""


def test_the_workspace_comes_from_the_environment_or_the_option(athena, workspace, tmp_path, monkeypatch) -> None:
    assert athena("status").status == 0
    monkeypatch.delenv("ATHENA_WORKSPACE")
    assert athena("status", "--workspace", workspace).status == 0


def test_a_folder_that_is_no_workspace_is_refused_with_the_way_out(athena, tmp_path) -> None:
    ran = athena("status", "--workspace", tmp_path)
    assert ran.status == 1
    assert "athena init" in ran.err
    assert ran.out == ""
