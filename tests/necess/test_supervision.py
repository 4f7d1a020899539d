"""Programs that run together end together, however often they are asked to."""

import signal
import subprocess
import sys
from pathlib import Path

TOGETHER = """
import sys
from pathlib import Path
from necess.supervision import Program, run_together
sleeper = Program("sleeper", ["sleep", "60"], Path(sys.argv[1]) / "log")
run_together([sleeper], ready=lambda: True, announce=lambda: print(sleeper.process.pid, flush=True))
print("Stopped.", flush=True)
"""


def test_many_signals_at_once_end_it_like_one(tmp_path: Path):
    """A closed terminal tells the whole group, and the death of the parent tells once more."""
    command = [sys.executable, "-c", TOGETHER, str(tmp_path)]
    for _attempt in range(5):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as together:
            sleeper = int(together.stdout.readline())
            for _again in range(200):
                together.send_signal(signal.SIGTERM)
                together.send_signal(signal.SIGHUP)
            try:
                said, _nothing = together.communicate(timeout=20)
            finally:
                together.kill()
        # The last of the hail may find the old handlers back, once everything has ended.
        assert said == "Stopped.\n" or together.returncode < 0
        assert not Path(f"/proc/{sleeper}").exists()
