"""The rows that every environment is born with."""

from __future__ import annotations

import sqlalchemy as sa

from talka.kernel import clock
from talka.kernel.ids import FIRST_NUMBER

# The hosted service's own ids, which toloka-kit's verified-language filter names.
VERIFIED_LANGUAGES = {
    "AR": 30724,
    "DE": 26377,
    "EN": 26366,
    "ES": 32346,
    "FR": 26711,
    "HE": 44954,
    "HU": 54378,
    "ID": 39821,
    "JA": 26513,
    "PT": 26714,
    "RU": 26296,
    "SV": 29789,
    "UK": 48836,
    "ZH-HANS": 44742,
}

_clock = sa.table("clock_offset", sa.column("id"), sa.column("offset_ms"))
_numbers = sa.table("numbers", sa.column("name"), sa.column("value"))
_skills = sa.table(
    "skills",
    *(
        sa.column(name)
        for name in ("id", "requester_id", "name", "hidden", "global", "created", "modified", "form")
    ),
)


def seed_first_rows(connection: sa.Connection) -> None:
    """The clock at real time, the number sequence, and the global verified-language skills."""
    now = clock.real_now()
    connection.execute(_clock.insert().values(id=1, offset_ms=0))
    connection.execute(_numbers.insert().values(name="objects", value=FIRST_NUMBER))
    for language, skill_id in VERIFIED_LANGUAGES.items():
        name = f"Verified language: {language}"
        connection.execute(
            _skills.insert().values(
                id=skill_id,
                requester_id=None,
                name=name,
                hidden=0,
                **{"global": 1},
                created=now,
                modified=now,
                form=f'{{"name":"{name}","hidden":false}}',
            )
        )
