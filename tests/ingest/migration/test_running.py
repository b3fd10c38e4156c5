"""Running: whole files load and reconcile; what is rejected is replayed after a mapping fix, and nothing else."""


def test_rows_in_are_loaded_merged_or_rejected(workspace, northmere, crimes, load) -> None:
    done = load(workspace, northmere.folder, crimes)
    found = {one.mapped: (one.report.rows_in, one.report.loaded, one.merged, one.report.quarantined) for one in done.accounts}
    assert found == {"crime": (2, 2, 0, 0), "person": (3, 3, 0, 0), "item": (3, 3, 0, 0), "part-in-crime": (3, 3, 0, 0)}
    assert sum(one.report.rows_in for one in done.accounts if not one.derived) == 8


def test_x(workspace, northmere, crimes, load) -> None:
    from athena.ingest.migration.signing import sign, signed_proof
    from athena.ingest.migration.verifying import verify
    load(workspace, northmere.folder, crimes)
    proof = verify(workspace, northmere, [crimes])
    for c in proof.checks: print(c)
    assert not proof.failures
    signed = sign(workspace, northmere, proof)
    assert signed_proof(workspace, northmere, [proof.files[0].sha256]) == signed
