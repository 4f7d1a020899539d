"""``make bench``: every measure, one after the other, or those named: ``make bench ARGS="pages registrations"``.

Each runs in a process of its own, on one PostgreSQL and from one prepared demonstration. Rates and seconds depend on
the machine and on what else runs there; the ratios, measured in turns with their baselines, hardly do.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
FRAMEWORK = {"__init__", "inside", "run", "stage", "visitor", "empty"}


def main() -> int:
    measures = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in FRAMEWORK)
    began = time.monotonic()
    from bench import stage  # noqa: PLC0415 - starts PostgreSQL

    stage.prepared()
    shared = os.environ | {"PYTEST_XDIST_WORKER": "bench"}  # our children use our PostgreSQL
    failed = []
    for measure in measures:
        print(f"\n== {measure}", flush=True)
        command = [sys.executable, "-m", f"bench.{measure}"]
        if subprocess.run(command, cwd=HERE.parent, env=shared, check=False).returncode:
            failed.append(measure)
    print(f"\n{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if failed:
        print(f"Not measured: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
