"""Linking a force's people: CPU-seconds, memory, candidate recall and closeness at one size.

Run: `python -m bench.resolve [--people 100000]`. It writes Northmere with so many people, and links everybody who was
detained, stopped or a keeper. Aims of the issue at a million records: 40 CPU-s, 1.3 GB, candidate recall 0.85. Peers
(Splink 5, GoldenMatch) are not run beside it yet.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from athena.resolve.evaluation import evaluate
from athena.resolve.northmere import load_northmere


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "northmere"
        athena = str(Path(sys.executable).with_name("athena"))
        written = [athena, "synth", "--people", str(chosen.people), "--years", "2", "--seed", "31", str(folder)]
        subprocess.run(written, check=True, capture_output=True)
        found, _ = evaluate(load_northmere(folder))
    print(
        f"{found.records:,} records, {found.candidates:,} pairs: "
        f"{found.cpu_seconds:.1f} CPU-s, {found.peak_mb:.0f} MB, candidate recall {found.candidate_recall:.4f}, "
        f"cluster F1 {found.shipped.cluster.f1:.4f}, "
        f"B-cubed {found.shipped.b_cubed.f1:.4f}"
    )


if __name__ == "__main__":
    main()
