"""``/api/staging/analytics-2``."""

from __future__ import annotations

from litestar import Controller, post

from talka.analytics import rules, service
from talka.analytics.model import MAX_REQUESTS, AnalyticsRequest
from talka.http.call import Call
from talka.operations.model import OperationView


class AnalyticsController(Controller):
    """Figures about pools. Toloka's documents do not mention this call; toloka-kit makes it."""

    path = "/api/staging"
    tags = ("analytics",)

    @post("/analytics-2", status_code=202, opt={"form": list[AnalyticsRequest], "most": MAX_REQUESTS})
    async def get_analytics(self, request: Call) -> OperationView:
        """Figures about pools: a finished operation has them in `details.value`."""
        request.require_requester_token()
        asked = await request.read_form(list[AnalyticsRequest])
        rules.check_requests(asked)
        # Read on a snapshot first: whoever works does not wait for a count of workers.
        answers = await request.read(lambda tx, who: service.answer(tx, who, asked))
        return await request.write(lambda tx, who: service.record(tx, who, answers))
