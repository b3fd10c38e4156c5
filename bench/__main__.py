"""Run every benchmark, or those named: `python -m bench ingest ledger`."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run each in a process of its own, one after the other, so that none disturbs another; exit 1 where one missed."""
    here = Path(__file__).parent
    known = sorted(file.stem for file in here.glob("*.py") if not file.stem.startswith("__"))
    missed = []
    for name in sys.argv[1:] or known:
        if name not in known:
            sys.exit(f"There is no benchmark {name}; there are: {', '.join(known)}")
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False, cwd=here.parent).returncode:
            missed.append(name)
    if missed:
        sys.exit(f"Missed an aim, or failed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
