"""Types are known to msgspec before threads use them."""

from __future__ import annotations

import subprocess
import sys

# Without `learn_types` five of six such processes crashed.
PROGRAM = """
import sys, threading, msgspec
import talka.app
from talka.kernel import types

learned = types.learn_types()
assert learned > 100, learned
sys.setswitchinterval(1e-6)
every = [one for one in types._structures(msgspec.Struct) if one.__module__.startswith("talka.")]
start = threading.Barrier(16)

def first_use():
    start.wait()
    for one in every:
        try:
            msgspec.json.decode(b'{"project_id": "1"}', type=one)
        except (msgspec.ValidationError, TypeError):
            pass

threads = [threading.Thread(target=first_use) for _ in range(16)]
[one.start() for one in threads]
[one.join() for one in threads]
"""


def test_many_threads_may_use_a_type_at_once_for_the_first_time():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
