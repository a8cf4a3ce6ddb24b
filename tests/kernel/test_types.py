"""Types are known to msgspec before threads use them."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import threading, msgspec
import talka.app
from talka.kernel.types import learn_types
from talka.pools.model import PoolForm

assert learn_types() > 100
barrier = threading.Barrier(16)

def first_use():
    barrier.wait()
    try:
        msgspec.json.decode(b'{"project_id": "1"}', type=PoolForm)
    except msgspec.ValidationError:
        pass

threads = [threading.Thread(target=first_use) for _ in range(16)]
[one.start() for one in threads]
[one.join() for one in threads]
"""


def test_many_threads_may_use_a_type_at_once_for_the_first_time():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
