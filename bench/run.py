"""``make bench``: every measure, one after the other, or those named: ``make bench ARGS="pages registrations"``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FRAMEWORK = {"__init__", "inside", "run", "stage", "visitor", "empty"}


def main() -> int:
    measures = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in FRAMEWORK)
    failed = []
    for measure in measures:
        print(f"\n== {measure}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{measure}"], cwd=HERE.parent, check=False).returncode:
            failed.append(measure)
    if failed:
        print(f"\nNot measured: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
