"""A program that writes for ever from several threads and prints what was acknowledged, for tests to kill."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from storage.accounts import opening
from talka.kernel.events import Listeners
from talka.storage.sqlite import SqliteDatabase

THREADS = 4


def write_for_ever(database: SqliteDatabase, thread: int) -> None:
    number = 0
    while True:
        account = f"{thread}-{number}"
        database.write_now(opening(account, number))
        os.write(1, f"{account}\n".encode())  # one unbuffered line, whole or not at all
        number += 1


def main() -> None:
    database = SqliteDatabase(Path(sys.argv[1]), Listeners(), movable_clock=False)
    threads = [threading.Thread(target=write_for_ever, args=[database, number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
