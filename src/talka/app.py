"""Assembly: which environment has which database, who listens to what, which controllers there are."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from litestar import Litestar, Request, get
from litestar.config.cors import CORSConfig
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from talka.accounts import attributes as worker_attributes
from talka.accounts import service as accounts
from talka.accounts.model import WorkerErased
from talka.accounts.routes import UserMetadataController
from talka.aggregation import dynamic_overlap
from talka.aggregation import service as aggregation
from talka.aggregation.routes import AggregatedSolutionController
from talka.analytics.jobs import forget_old_answers
from talka.analytics.routes import AnalyticsController
from talka.apps import progress as app_progress
from talka.apps.jobs import run_decide, run_load
from talka.apps.loading import QUEUE, SETTLE, Means
from talka.apps.registry import apps_of
from talka.apps.routes import AppBatchController, AppController, AppItemController, AppProjectController
from talka.assignments import service as assignments
from talka.assignments.jobs import when_idle
from talka.assignments.model import (
    AnswersArrived,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentExpired,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentSubmitted,
)
from talka.assignments.routes import AssignmentController
from talka.attachments import s3
from talka.attachments import service as attachments
from talka.attachments import store as attachment_store
from talka.attachments.files import FileStore, FileStoreUnavailable, LocalFileStore
from talka.attachments.jobs import sweep
from talka.attachments.routes import AttachmentController, WorkerAttachmentController
from talka.bonuses.batch import BONUSES
from talka.bonuses.jobs import run_bonus_operation
from talka.bonuses.model import BonusIssued
from talka.bonuses.routes import UserBonusController
from talka.bulk.exporting import run_export
from talka.bulk.files import BulkStore
from talka.bulk.importing import run_import
from talka.bulk.jobs import sweep as sweep_bulk
from talka.bulk.routes import AssignmentsTsvController, BulkController
from talka.captchas import service as captchas
from talka.captchas.model import CaptchaShown
from talka.captchas.routes import CaptchaController
from talka.distribution import ranking
from talka.distribution.routes import EligibilityController
from talka.exports.routes import RequesterExportController, WorkerExportController
from talka.http.call import Call
from talka.http.counting import Throttle, count_for
from talka.http.environment import PRODUCTION, SANDBOX, SANDBOX_PREFIX, Environment, Platform
from talka.http.errors import answer_error
from talka.http.files import serve_file
from talka.http.languages import reader_of
from talka.http.metrics import Metrics, metrics
from talka.http.openapi import openapi_json
from talka.http.rate_limits import RateLimit, RateLimits
from talka.http.reference import reference_page
from talka.jobs.clock_routes import ClockController
from talka.jobs.runner import Handler, Runner
from talka.jobs.schedule import DueTable, Schedule, Source
from talka.kernel.events import Listeners
from talka.kernel.types import learn_types
from talka.ledger.routes import RequesterController
from talka.messages import notices
from talka.messages.jobs import run_send
from talka.messages.routes import MessageThreadController
from talka.messages.worker_routes import WorkerMessageController
from talka.operations.batch import run_batch_operation
from talka.operations.model import OperationType
from talka.operations.routes import OperationController
from talka.operations.service import LogSource
from talka.pools import lifecycle
from talka.pools.model import (
    PoolArchived,
    PoolChanged,
    PoolClosed,
    PoolOpened,
    PoolOverlapChanged,
    PoolSettingsGiven,
)
from talka.pools.project_routes import ProjectCheckController, ProjectController
from talka.pools.routes import PoolController
from talka.projects.model import ProjectChanged, ProjectSettingsGiven
from talka.proxies.relay import Relay
from talka.proxies.routes import PROXIES
from talka.quality_control import jobs as quality_jobs
from talka.quality_control import training, validation
from talka.quality_control.routes import QualityLogController
from talka.quality_control.service import QualityControl
from talka.quality_control.training import TrainingAdvanced
from talka.restrictions import service as restrictions
from talka.restrictions.model import RestrictionEnded, RestrictionSet
from talka.restrictions.routes import UserRestrictionController
from talka.settings import Settings
from talka.sharing.routes import ApiTokenController, SharedAccessController, SharedAccountController
from talka.skills import service as skills
from talka.skills.env_routes import EnvController
from talka.skills.model import UserSkillChanged
from talka.skills.routes import SkillController, UserSkillController
from talka.storage.database import Database
from talka.storage.migrate import migrate_postgresql, migrate_sqlite
from talka.storage.sqlite import SqliteDatabase
from talka.storage.tx import Tx
from talka.task_suites.routes import TaskSuiteController
from talka.task_suites.service import SUITES
from talka.tasks.model import FreeSlotsCancelled
from talka.tasks.routes import TaskController
from talka.tasks.service import TASKS
from talka.trainings.routes import TrainingController
from talka.uploads import service as uploads
from talka.uploads import store as upload_store
from talka.uploads.jobs import sweep_uploads
from talka.uploads.model import ANSWER_HEADERS, REQUEST_HEADERS
from talka.uploads.routes import UploadController
from talka.web.routes import WEB_APP
from talka.webhooks import courier as webhook_courier
from talka.webhooks import service as webhooks
from talka.webhooks.courier import Courier
from talka.webhooks.jobs import keep_webhooks
from talka.webhooks.listening import Outbox
from talka.webhooks.routes import WebhookSubscriptionController
from talka.words.speaking import read_by
from talka.worker_api.account_routes import AccountController
from talka.worker_api.routes import WorkController

log = structlog.get_logger(__name__)

SCHEMAS = {PRODUCTION: "talka", SANDBOX: "talka_sandbox"}
TICK_SECONDS = 0.25
HOUSEKEEPING_SECONDS = 3600

Scope = dict[str, Any]
AsgiApp = Callable[[Scope, Any, Any], Awaitable[None]]


def _nobody() -> None:
    """Wakes nobody."""


def listeners(
    platform: Platform | None = None,
    wake: Callable[[], None] = _nobody,
    wake_courier: Callable[[], None] = _nobody,
) -> Listeners:
    """Who listens to what, in every environment.

    ``wake`` is called when an operation was begun, ``wake_courier`` when a webhook is to be sent.
    """
    known = Listeners()
    Outbox(wake_courier).listen(known)  # first of all, so that a cause is written before what follows from it
    known.on(WorkerErased, attachments.when_worker_erased)
    known.on(WorkerErased, uploads.when_worker_erased)
    known.on(WorkerErased, worker_attributes.when_worker_erased)
    known.on(PoolSettingsGiven, dynamic_overlap.when_settings_given)
    known.on(AnswersArrived, dynamic_overlap.when_answers_arrive)
    known.on(AssignmentSubmitted, dynamic_overlap.when_submitted)
    known.on(PoolOpened, ranking.when_pool_opened)
    known.on(AssignmentCreated, ranking.when_issued)
    for ended in (AssignmentSubmitted, AssignmentSkipped, AssignmentExpired):
        known.on(ended, ranking.when_done)
    known.on(AssignmentSubmitted, captchas.when_submitted)
    known.on(AssignmentAccepted, ranking.when_accepted)
    known.on(AssignmentRejected, ranking.when_rejected)
    known.on(BonusIssued, notices.when_bonus_issued)
    known.on(UserSkillChanged, notices.when_skill_changed)
    known.on(RestrictionSet, notices.when_restricted)
    if platform is not None and platform.rate_limits is not None:
        known.on(PoolOverlapChanged, partial(count_overlap_change, platform.rate_limits))
    _listen_for_quality(known, QualityControl(platform or Platform(), wake))
    _listen_for_apps(known)
    return known


def count_overlap_change(limits: RateLimits, tx: Tx, event: PoolOverlapChanged) -> None:
    """Only some edits of a pool are counted, which is known once the pool was looked at."""
    count_for(tx, limits, event.requester_id, RateLimit.CHANGE_OVERLAP)


def _listen_for_quality(known: Listeners, quality: QualityControl) -> None:
    """Rules hear of everything last: they act on what the others have made of it."""
    known.on(PoolSettingsGiven, validation.when_pool_settings_given)
    known.on(ProjectSettingsGiven, validation.when_project_settings_given)
    known.on(PoolChanged, quality.when_pool_changed)
    known.on(ProjectChanged, quality.when_project_changed)
    known.on(PoolArchived, quality.when_pool_archived)
    known.on(AnswersArrived, quality.when_answers_arrive)
    known.on(AssignmentSubmitted, quality.when_submitted)
    known.on(AssignmentSkipped, quality.when_skipped)
    known.on(AssignmentAccepted, quality.when_accepted)
    known.on(AssignmentRejected, quality.when_rejected)
    known.on(CaptchaShown, quality.when_captcha_shown)
    known.on(FreeSlotsCancelled, quality.when_slots_cancelled)
    known.on(TrainingAdvanced, quality.when_training_advanced)
    known.on(RestrictionSet, quality.when_restricted)
    known.on(RestrictionEnded, quality.when_restriction_ends)
    known.on(UserSkillChanged, quality.when_skill_changed)


def _listen_for_apps(known: Listeners) -> None:
    """Batches of apps follow what happens in their pools."""
    for ended in (AssignmentAccepted, AssignmentRejected, AssignmentSkipped, AssignmentExpired):
        known.on(ended, app_progress.when_page_ends)
    known.on(FreeSlotsCancelled, app_progress.when_slots_cancelled)
    for changed in (PoolOpened, PoolClosed, PoolArchived):
        known.on(changed, app_progress.when_pool_changes)


def due_table(
    platform: Platform, wake: Callable[[], None] = _nobody, wake_courier: Callable[[], None] = _nobody
) -> DueTable:
    """What is done when something falls due; ``wake`` is called when it begins an operation."""
    table = DueTable()
    table.on(lifecycle.EXPIRE, lifecycle.when_expired)
    table.on(lifecycle.REOPEN, partial(lifecycle.when_to_reopen, platform))
    table.on(lifecycle.IDLE, when_idle)
    table.on(lifecycle.COMPLETE, lifecycle.when_complete)
    table.on(skills.LIFETIME, skills.when_lifetime_ends)
    table.on(captchas.EXPIRE, captchas.when_expired)
    table.on(restrictions.END, restrictions.when_restriction_ends)
    table.on(assignments.REVIEW, assignments.when_review_ends)
    table.on(training.LIFETIME, training.when_lifetime_ends)
    table.on(aggregation.RESULTS, aggregation.when_results_expire)
    table.on(webhooks.FORGET, webhooks.when_to_forget)
    table.on(webhook_courier.RETRY, partial(webhook_courier.when_retry_due, wake_courier))
    apps = app_progress.Progress(Means(platform, wake))
    table.on(app_progress.PAGE, apps.when_page_due)
    table.on(app_progress.TASK, apps.when_task_due)
    table.on(SETTLE, apps.when_batch_due)
    table.on(QUEUE, apps.when_queue_due)
    return table


def sources(
    platform: Platform | None = None,
    wake: Callable[[], None] = _nobody,
    wake_courier: Callable[[], None] = _nobody,
) -> list[Source]:
    """Where things fall due."""
    return [due_table(platform or Platform(), wake, wake_courier), assignments.Deadlines()]


def operation_handlers(platform: Platform, wake: Callable[[], None] = _nobody) -> dict[str, Handler]:
    """The jobs behind operations that outlive their request; ``wake`` is called when one begins another."""
    return {
        OperationType.TASK_BATCH_CREATE: partial(run_batch_operation, TASKS, platform),
        OperationType.TASK_SUITE_BATCH_CREATE: partial(run_batch_operation, SUITES, platform),
        OperationType.USER_BONUS_BATCH_CREATE: partial(run_bonus_operation, platform),
        OperationType.SOLUTION_AGGREGATE: run_aggregation,
        OperationType.QUALITY_REVIEW_ALL: quality_jobs.run_review_all,
        OperationType.QUALITY_PUT_BACK: partial(quality_jobs.run_put_back, platform),
        OperationType.QUALITY_COMPLETE_POOL: quality_jobs.run_complete_pool,
        OperationType.QUALITY_ACCESS_LOST: partial(
            quality_jobs.run_access_lost, QualityControl(platform, wake)
        ),
        OperationType.MESSAGES_SEND: run_send,
        OperationType.APP_BATCH_LOAD: partial(run_load, Means(platform, wake)),
        OperationType.APP_BATCH_DECIDE: run_decide,
    }


def bulk_handlers(platform: Platform, bulk: BulkStore) -> dict[str, Handler]:
    """The jobs behind whole files: tasks that came in one are batches like those of a request after that."""
    return {
        OperationType.TASK_BATCH_CREATE: partial(run_import, TASKS, bulk, platform),
        OperationType.TASK_SUITE_BATCH_CREATE: partial(run_import, SUITES, bulk, platform),
        OperationType.POOL_EXPORT: partial(run_export, bulk),
    }


async def run_aggregation(operation_id: str, database: Database) -> None:
    """Aggregate; NumPy is loaded with the first aggregation, for it takes a part of the start's time."""
    jobs = await asyncio.to_thread(import_module, "talka.aggregation.jobs")
    await jobs.run_aggregation(operation_id, database)


def log_sources() -> dict[str, LogSource]:
    """Where the log of a batch operation comes from."""
    return {
        OperationType.TASK_BATCH_CREATE: TASKS.log,
        OperationType.TASK_SUITE_BATCH_CREATE: SUITES.log,
        OperationType.USER_BONUS_BATCH_CREATE: BONUSES.log,
    }


CONTROLLERS: list[ControllerRouterHandler] = [
    RequesterController,
    SharedAccessController,
    SharedAccountController,
    ApiTokenController,
    RequesterExportController,
    ProjectController,
    ProjectCheckController,
    PoolController,
    EligibilityController,
    TrainingController,
    EnvController,
    SkillController,
    UserSkillController,
    UserMetadataController,
    TaskController,
    TaskSuiteController,
    AssignmentController,
    AggregatedSolutionController,
    AnalyticsController,
    OperationController,
    QualityLogController,
    UserRestrictionController,
    UserBonusController,
    MessageThreadController,
    WebhookSubscriptionController,
    BulkController,
    AssignmentsTsvController,
    AppController,
    AppProjectController,
    AppItemController,
    AppBatchController,
    WorkController,
    WorkerMessageController,
    CaptchaController,
    ClockController,
    AccountController,
    WorkerExportController,
    AttachmentController,
    WorkerAttachmentController,
    UploadController,
    *PROXIES,
    serve_file,
]


def open_database(
    settings: Settings,
    name: str,
    wake: Callable[[], None] = _nobody,
    wake_courier: Callable[[], None] = _nobody,
) -> Database:
    """The environment's database, created and brought up to date."""
    heard_by = listeners(settings.platform, wake, wake_courier)
    movable = name == SANDBOX
    if settings.database_url is not None:
        from talka.storage.postgresql import PostgresqlDatabase  # noqa: PLC0415  with the driver, slow to import

        migrate_postgresql(settings.database_url, SCHEMAS[name])
        return PostgresqlDatabase(
            settings.database_url,
            SCHEMAS[name],
            heard_by,
            movable_clock=movable,
            connections=settings.pool_size,
        )
    path = database_path(settings.data, name)
    migrate_sqlite(path)
    return SqliteDatabase(path, heard_by, movable_clock=movable)


def database_path(data: Path, name: str) -> Path:
    """Where an environment's SQLite file is."""
    return data / f"{name}.db"


def files_path(data: Path, name: str) -> Path:
    """Where an environment's uploaded files are."""
    return data / "attachments" / name


def _throttle(settings: Settings) -> Throttle | None:
    limits = settings.rate_limits
    most = None if limits is None else limits.requests_per_second
    return None if most is None else Throttle(most)


def open_files(settings: Settings, name: str) -> FileStore:
    """Where an environment's uploaded files are kept."""
    return _store(settings, files_path(settings.data, name), name)


def open_bulk(settings: Settings, name: str) -> BulkStore:
    """Where an environment's whole files are; what is worked on is always in the data folder."""
    place = bulk_path(settings.data, name)
    return BulkStore(_store(settings, place / "files", f"{name}-bulk"), place / "scratch")


def _store(settings: Settings, folder: Path, within_bucket: str) -> FileStore:
    if settings.file_store is None:
        return LocalFileStore(folder)
    return s3.S3FileStore(s3.bucket_of(settings.file_store), within_bucket)


async def sweep_files(database: Database, files: FileStore) -> None:
    """Remove files that came to nothing: of uploads never finished, never handed in, or without a record."""
    await sweep_uploads(database, files)
    await sweep(database, files, (attachment_store.known, upload_store.known))


def bulk_path(data: Path, name: str) -> Path:
    """Where an environment's whole files of tasks and results are."""
    return data / "bulk" / name


class Running:
    """One environment at work: its database, runner and schedule."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.database = open_database(settings, name, self._wake, self._wake_courier)
        self.bulk = open_bulk(settings, name)
        handlers = operation_handlers(settings.platform, self._wake)
        handlers |= bulk_handlers(settings.platform, self.bulk)
        self.runner = Runner(self.database, handlers, settings.process_name)
        self.schedule = Schedule(self.database, sources(settings.platform, self._wake, self._wake_courier))
        self.courier = Courier(self.database, settings.webhook_networks, settings.process_name)
        self.relay = Relay(settings.webhook_networks)
        self.environment = Environment(
            name, self.database, settings.platform, self.runner.wake, _throttle(settings)
        )
        self.files = open_files(settings, name)
        self.draining = asyncio.Lock()
        self.first = settings.process == 0
        self._ticker: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    def _wake(self) -> None:
        """A rule began an operation."""
        self.runner.wake()

    def _wake_courier(self) -> None:
        """There is a webhook to send."""
        self.courier.wake()

    async def start(self) -> None:
        """Begin the background work."""
        await self.runner.start()
        await self.courier.start()
        self._ticker = asyncio.create_task(self._tick())
        if self.first:  # of one machine's processes one is enough
            self._keeper = asyncio.create_task(self._keep_house())

    async def stop(self) -> None:
        """End it; what is under way is durable and is taken up at the next start."""
        for task in filter(None, (self._ticker, self._keeper)):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.courier.stop()
        await self.relay.close()
        await self.runner.stop()
        self.database.close()

    async def _tick(self) -> None:
        while True:
            try:
                async with self.draining:
                    await self.schedule.drain()
            except Exception:
                log.exception("the schedule failed; it is tried again")
            await asyncio.sleep(TICK_SECONDS)

    async def _keep_house(self) -> None:
        with contextlib.suppress(FileStoreUnavailable):  # the log has why, while somebody still looks at it
            await self.files.check()
        while True:
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
            try:
                await sweep_files(self.database, self.files)
                await sweep_bulk(self.database, self.bulk)
                await self.database.write(accounts.forget_ended_sessions)
                await forget_old_answers(self.database)
                await keep_webhooks(self.database)
            except Exception:
                log.exception("housekeeping failed; it is tried again in an hour")


class Application:
    """The whole platform as an ASGI application; the path's first part names the environment."""

    def __init__(self, settings: Settings) -> None:
        learn_types()
        apps_of(settings.apps)  # a folder that holds something else is said at the start
        self.settings = settings
        self.running = {name: Running(settings, name) for name in (PRODUCTION, SANDBOX)}
        self.ready = False
        self.metrics = Metrics()
        self.log_sources = log_sources()
        self.files = {name: running.files for name, running in self.running.items()}
        self.bulk = {name: running.bulk for name, running in self.running.items()}
        self._routes = routes(settings.max_body_bytes, settings.cors_origins)

    async def start(self) -> None:
        """Begin the background work of both environments."""
        for running in self.running.values():
            await running.start()
        self.ready = True

    async def stop(self) -> None:
        """End it and close the databases."""
        self.ready = False
        for running in self.running.values():
            await running.stop()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if "\0" in path:
            # PostgreSQL keeps no NUL in a text: what has one in its id is nowhere.
            path = path.replace("\0", "\ufffd")
            scope = {**scope, "path": path}
        name = PRODUCTION
        if path == SANDBOX_PREFIX or path.startswith(f"{SANDBOX_PREFIX}/"):
            name = SANDBOX
            raw = scope.get("raw_path") or path.encode()
            scope = {
                **scope,
                "path": path.removeprefix(SANDBOX_PREFIX) or "/",
                "raw_path": raw.removeprefix(SANDBOX_PREFIX.encode()) or b"/",
            }
        running = self.running[name]
        scope["environment"] = running.environment
        scope["running"] = running
        scope["application"] = self
        started = time.perf_counter()
        status = 500

        async def watch(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with read_by(reader_of(scope)):
                await self._routes(scope, receive, watch)
        finally:
            self.metrics.note(scope, name, status, started)


@lru_cache(maxsize=4)
def routes(max_body_bytes: int, cors_origins: tuple[str, ...]) -> Any:
    """Every call there is, as an ASGI application. It belongs to no platform: each request brings its own."""
    return Litestar(
        route_handlers=[*CONTROLLERS, healthz, readyz, metrics, openapi_json, reference_page, *WEB_APP],
        request_class=Call,
        before_request=_refuse_hasty,
        exception_handlers={HTTPException: answer_error, Exception: answer_error},
        request_max_body_size=max_body_bytes,
        cors_config=_cors(cors_origins),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


async def _refuse_hasty(request: Request[Any, Any, Any]) -> None:
    if isinstance(request, Call):
        request.refuse_hasty()


def _cors(origins: tuple[str, ...]) -> CORSConfig | None:
    """Other origins may call with a Bearer token only: the session cookie is never sent along."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["authorization", "content-type", "accept-language", *REQUEST_HEADERS],
        expose_headers=list(ANSWER_HEADERS),
        allow_credentials=False,
    )


@get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@get("/readyz", include_in_schema=False)
async def readyz(request: Call) -> dict[str, str]:
    """Both databases answer and are up to date."""
    for running in request.application.running.values():
        await running.database.read(lambda tx: tx.now)
    return {"status": "ready"}
