"""``/api/v1/user-metadata``."""

from __future__ import annotations

from litestar import Controller, get
from litestar.params import FromPath

from talka.accounts import attributes
from talka.accounts.attributes import UserMetadata
from talka.http.call import Call


class UserMetadataController(Controller):
    """What requesters may know of a worker."""

    path = "/api/v1/user-metadata"
    tags = ("user-metadata",)

    @get("/{user_id:str}")
    async def get_user_metadata(self, request: Call, user_id: FromPath[str]) -> UserMetadata:
        """One worker: country, languages, and the device they came with last."""
        return await request.read(lambda tx, _who: attributes.get_user_metadata(tx, user_id))
