"""What the platform does in a second, beside what its database's bare driver does."""

import sys
from pathlib import Path

# The tests have what starts a PostgreSQL and a server.
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
