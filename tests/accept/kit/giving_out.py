"""Who may take which work, when and for how much: the settings of toloka-kit's filter and pool modules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import toloka.client as toloka
from requester import USER_ID, pool_of, suites_of
from toloka.client import filter as by
from toloka.client.pool.mixer_config import MixerConfig
from toloka.client.pool.speed_quality_balance_config import (
    BestConcurrentUsersByQuality,
    TopPercentageByQuality,
)
from toloka.client.primitives.operators import InclusionOperator
from toloka.client.quality_control import QualityControl
from toloka.client.task_distribution_function import TaskDistributionFunction

ADULTS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
FILTERS = {
    "gender": by.Gender == by.Gender.Gender.FEMALE,
    "country": by.Country == "DE",
    "citizenship": by.Citizenship != "FR",
    "education": by.Education == by.Education.Education.HIGH,
    "adult": by.AdultAllowed == True,  # noqa: E712  how the client says it
    "birth": by.DateOfBirth < int(ADULTS.timestamp()),
    "city": by.City.not_in(225),
    "languages": by.Languages.in_("EN"),
    "verified": by.Verified == True,  # noqa: E712
    "phone": by.RegionByPhone.in_(225),
    "address": by.RegionByIp.in_(96),
    "device": by.DeviceCategory == by.DeviceCategory.SMARTPHONE,
    "app": by.ClientType == by.ClientType.ClientType.BROWSER,
    "system": by.OSFamily == by.OSFamily.ANDROID,
    "system_version": by.OSVersion >= 10.1,
    "system_major": by.OSVersionMajor >= 10,
    "system_minor": by.OSVersionMinor < 5,
    "system_bugfix": by.OSVersionBugfix <= 3,
    "agent": by.UserAgentType == by.UserAgentType.MOBILE_BROWSER,
    "browser": by.UserAgentFamily != by.UserAgentFamily.IE,
    "browser_version": by.UserAgentVersion > 100.0,
    "browser_major": by.UserAgentVersionMajor > 100,
    "browser_minor": by.UserAgentVersionMinor >= 0,
    "browser_bugfix": by.UserAgentVersionBugfix >= 0,
    "smartphones": (by.Languages.in_("EN")) & (by.DeviceCategory == by.DeviceCategory.SMARTPHONE),
    "either": (by.Country == "DE") | (by.Country == "FR") & (by.Verified == True),  # noqa: E712
}
FUNCTION = TaskDistributionFunction(
    scope=TaskDistributionFunction.Scope.PROJECT,
    distribution=TaskDistributionFunction.Distribution.UNIFORM,
    window_days=7,
    intervals=[
        TaskDistributionFunction.Interval(from_=1, to=5, frequency=3),
        TaskDistributionFunction.Interval(from_=6, to=1000, frequency=5),
    ],
)


class TestFilters:
    @pytest.mark.parametrize("name", FILTERS)
    def test_each_is_kept_as_it_was_made(self, client, project, name):
        sent = pool_of(project, filter=FILTERS[name])
        pool = client.create_pool(sent)
        assert client.get_pool(pool.id).unstructure()["filter"] == sent.unstructure()["filter"]

    def test_languages_proved_by_a_test(self, client, project):
        pool = client.create_pool(pool_of(project))
        pool.filter = by.Languages(
            operator=InclusionOperator.IN, value=["EN", "DE"], verified=True
        ) & by.Languages(operator=InclusionOperator.IN, value=["FR"], verified=True)
        sent = pool.unstructure()["filter"]
        assert client.update_pool(pool.id, pool).unstructure()["filter"] == sent

    def test_a_filter_says_who_works(self, client, project, worker):
        skill = client.create_skill(toloka.Skill(name="careful", hidden=False))
        pool = client.create_pool(pool_of(project, filter=by.Skill(skill.id) > 70, mixer_config=None))
        client.create_task_suites(suites_of(pool, 1), allow_defaults=True)
        client.open_pool(pool.id)

        with pytest.raises(Exception, match="403"):
            worker.answer(pool.id, "cat")
        client.set_user_skill(skill_id=skill.id, user_id=USER_ID, value=Decimal(71))
        assert worker.answer(pool.id, "cat")


class TestPools:
    def test_one_with_everything_is_kept_as_it_was_made(self, client, project):
        skill = client.create_skill(toloka.Skill(name="trust"))
        sent = pool_of(
            project,
            filter=by.Languages.in_("EN"),
            mixer_config=MixerConfig(
                real_tasks_count=5,
                golden_tasks_count=0,
                training_tasks_count=0,
                force_last_assignment=True,
                force_last_assignment_delay_seconds=10,
                mix_tasks_in_creation_order=True,
                shuffle_tasks_in_task_suite=False,
                golden_task_distribution_function=FUNCTION,
            ),
            dynamic_overlap_config=toloka.pool.DynamicOverlapConfig(
                type=toloka.pool.DynamicOverlapConfig.Type.BASIC,
                max_overlap=5,
                min_confidence=0.95,
                answer_weight_skill_id=skill.id,
                fields=[toloka.pool.DynamicOverlapConfig.Field(name="result")],
            ),
            speed_quality_balance=TopPercentageByQuality(percent=70),
            priority=30,
        )
        sent.quality_control.checkpoints_config = QualityControl.CheckpointsConfig(
            real_settings=QualityControl.CheckpointsConfig.Settings(
                target_overlap=5, task_distribution_function=FUNCTION
            )
        )
        kept = client.get_pool(client.create_pool(sent).id)
        for name in ("filter", "mixer_config", "dynamic_overlap_config", "speed_quality_balance", "priority"):
            assert kept.unstructure()[name] == sent.unstructure()[name], name
        checked = kept.unstructure()["quality_control"]["checkpoints_config"]
        assert checked == sent.unstructure()["quality_control"]["checkpoints_config"]

    def test_the_best_few(self, client, project):
        sent = pool_of(project, speed_quality_balance=BestConcurrentUsersByQuality(count=20))
        kept = client.get_pool(client.create_pool(sent).id)
        assert kept.speed_quality_balance == sent.speed_quality_balance

    def test_its_priority_changes_while_it_is_open(self, client, pool):
        assert client.patch_pool(pool.id, toloka.pool.PoolPatchRequest(priority=42)).priority == 42
