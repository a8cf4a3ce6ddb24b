"""Projects, skills, trainings and pools, through both of toloka-kit's clients."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
import toloka.client as toloka
from requester import LATER, USER_ID, classic_project, pool_of, same, tasks_of, training_of, view_spec_of
from toloka.client import project as fields
from toloka.client.exceptions import DoesNotExistApiError, IncorrectActionsApiError
from toloka.client.operations import Operation
from toloka.client.project import template_builder as tb


class TestRequester:
    def test_who_one_is_and_what_one_has(self, client):
        requester = client.get_requester()
        assert requester.public_name == {"EN": "Acme"}
        assert isinstance(requester.balance, Decimal)
        assert requester.balance > 0


class TestProject:
    def test_a_classic_project_is_kept_as_it_was_made(self, client, project):
        made = classic_project().unstructure()
        kept = client.get_project(project.id).unstructure()
        for name in ("public_name", "public_description", "public_instructions", "private_comment"):
            assert kept[name] == made[name]
        assert kept["status"] == "ACTIVE"
        assert kept["task_spec"]["view_spec"]["markup"] == made["task_spec"]["view_spec"]["markup"]
        for spec in ("input_spec", "output_spec"):
            for name, field in made["task_spec"][spec].items():
                assert field.items() <= kept["task_spec"][spec][name].items()
        assert project.created.tzinfo == dt.UTC

    def test_a_template_builder_project_is_kept_as_it_was_made(self, client):
        view = fields.TemplateBuilderViewSpec(
            view=tb.ListViewV1(
                items=[
                    tb.ImageViewV1(tb.InputData("image"), ratio=[16, 9]),
                    tb.ButtonRadioGroupFieldV1(
                        tb.OutputData("result"),
                        options=[
                            tb.fields.GroupFieldOption("cat", "A cat"),
                            tb.fields.GroupFieldOption("dog", "A dog"),
                        ],
                        validation=tb.RequiredConditionV1(hint="Choose one"),
                    ),
                ]
            ),
            plugins=[
                tb.HotkeysPluginV1(key_1=tb.SetActionV1(tb.OutputData("result"), "cat")),
                tb.TolokaPluginV1("scroll", task_width=500),
            ],
        )
        spec = fields.task_spec.TaskSpec(
            input_spec={"image": fields.UrlSpec()},
            output_spec={"result": fields.StringSpec(allowed_values=["cat", "dog"])},
            view_spec=view,
        )
        made = client.create_project(classic_project(task_spec=spec))
        kept = client.get_project(made.id)
        assert isinstance(kept.task_spec.view_spec, fields.TemplateBuilderViewSpec)
        config, lock = (json.loads(view_spec_of(kept)["config"]), view_spec_of(kept)["lock"])
        assert config == json.loads(view.unstructure()["config"])
        assert lock == view.unstructure()["lock"]
        assert same(kept, made)

    def test_a_project_is_updated_found_and_archived(self, client):
        project = client.create_project(classic_project(public_name="Before"))
        project.public_name = "After"
        assert client.update_project(project.id, project).public_name == "After"
        found = client.find_projects(id_gte=project.id, id_lte=project.id)
        assert [one.public_name for one in found.items] == ["After"]
        assert not found.has_more
        archived = client.archive_project(project.id)
        assert archived.status == toloka.Project.ProjectStatus.ARCHIVED
        listed = client.get_projects(status="ARCHIVED", id_gte=project.id)
        assert project.id in [one.id for one in listed]
        operation = client.archive_project_async(project.id)
        assert operation.status == Operation.Status.SUCCESS

    def test_a_project_with_an_open_end_is_not_archived(self, client):
        project = client.create_project(classic_project())
        client.create_pool(pool_of(project))
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.archive_project(project.id)
        assert refused.value.code == "UNARCHIVED_POOLS_CONFLICT"

    def test_a_project_is_cloned_with_its_training_and_pools(self, client):
        project = client.create_project(classic_project(public_name="Original"))
        training = client.create_training(training_of(project))
        pool = pool_of(project)
        pool.set_training_requirement(training_pool_id=training.id, training_passing_skill_value=60)
        pool = client.create_pool(pool)
        clones = client.clone_project(project.id)
        assert clones.project.public_name == "Original"
        assert clones.project.id != project.id
        requirement = clones.pools[0].quality_control.training_requirement
        assert requirement.training_pool_id == clones.trainings[0].id != training.id
        assert {one.project_id for one in clones.pools + clones.trainings} == {clones.project.id}


class TestSkill:
    def test_a_skill_is_made_changed_and_found(self, client):
        name = f"Skill {uuid.uuid4()}"
        skill = client.create_skill(
            name=name,
            hidden=False,
            skill_ttl_hours=24,
            public_requester_description={"EN": "How well", "RU": "Как хорошо"},
            private_comment="mine",
        )
        assert (skill.name, skill.hidden, skill.skill_ttl_hours) == (name, False, 24)
        skill.private_comment = "changed"
        client.update_skill(skill.id, skill)
        assert client.get_skill(skill.id).private_comment == "changed"
        assert [one.id for one in client.get_skills(name=name)] == [skill.id]
        found = client.find_skills(name=name, sort=["-created"], limit=1)
        assert [one.public_requester_description["RU"] for one in found.items] == ["Как хорошо"]

    def test_a_workers_value_is_set_changed_and_taken_away(self, client):
        skill = client.create_skill(name=f"Value {uuid.uuid4()}")
        first = client.set_user_skill(skill_id=skill.id, user_id=USER_ID, value=Decimal("59.7"))
        assert (first.value, first.exact_value) == (60, Decimal("59.7"))
        second = client.set_user_skill(skill_id=skill.id, user_id=USER_ID, value=Decimal(12))
        assert (second.id, second.value, second.created) == (first.id, 12, first.created)
        assert second.modified >= first.modified
        assert [one.value for one in client.get_user_skills(skill_id=skill.id)] == [12]
        found = client.find_user_skills(skill_id=skill.id, user_id=USER_ID)
        assert [one.id for one in found.items] == [first.id]
        assert client.get_user_skill(first.id).exact_value == Decimal(12)
        client.delete_user_skill(first.id)
        assert client.get_user_skills(skill_id=skill.id) == []
        with pytest.raises(DoesNotExistApiError):
            client.get_user_skill(first.id)


class TestTraining:
    def test_a_training_from_birth_to_archive(self, client, project):
        training = client.create_training(training_of(project))
        assert training.is_closed()
        assert same(client.get_training(training.id), training)
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.open_training(training.id)
        assert refused.value.code == "EMPTY_POOL"

        lesson = {
            "known_solutions": [toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"})],
            "message_on_unknown_solution": "It is a cat",
            "infinite_overlap": True,
        }
        created = client.create_tasks(tasks_of(training, 2, **lesson), allow_defaults=True)
        assert len(created.items) == 2
        assert all(one.overlap is None for one in created.items.values())

        training.private_name = "Renamed"
        assert client.update_training(training.id, training).private_name == "Renamed"
        assert client.open_training(training.id).is_open()
        assert client.open_training_async(training.id) is None
        assert [one.id for one in client.get_trainings(status="OPEN", project_id=project.id)] == [training.id]
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.archive_training(training.id)
        assert refused.value.payload == {"appropriate_statuses": ["CLOSED"]}
        assert client.close_training(training.id).is_closed()
        clone = client.clone_training(training.id)
        assert (clone.private_name, clone.is_closed(), clone.last_started) == ("Renamed", True, None)
        assert client.archive_training(training.id).is_archived()
        assert client.archive_training_async(training.id) is None

    def test_it_stays_while_a_pool_needs_it(self, client, project):
        training = client.create_training(training_of(project))
        form = pool_of(project)
        form.set_training_requirement(training_pool_id=training.id, training_passing_skill_value=80)
        pool = client.create_pool(form)
        kept = client.get_pool(pool.id).quality_control.training_requirement
        assert (kept.training_pool_id, kept.training_passing_skill_value) == (training.id, 80)
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.archive_training(training.id)
        assert refused.value.code == "TRAINING_ARCHIVE_CONFLICT"
        client.archive_pool(pool.id)
        assert client.archive_training(training.id).is_archived()


class TestPool:
    def test_it_is_kept_as_it_was_made(self, client, project):
        skill = client.create_skill(name=f"Filter {uuid.uuid4()}")
        form = pool_of(
            project,
            private_comment="about",
            public_description="Other words",
            auto_close_after_complete_delay_seconds=60,
            priority=10,
            metadata={"batch": ["one", "two"]},
            dynamic_pricing_config=toloka.pool.DynamicPricingConfig(
                type=toloka.pool.DynamicPricingConfig.Type.SKILL,
                skill_id=skill.id,
                intervals=[
                    toloka.pool.DynamicPricingConfig.Interval(from_=50, to=100, reward_per_assignment=0.1)
                ],
            ),
        )
        form.filter = (
            toloka.filter.Languages.in_("EN")
            & (toloka.filter.Skill(skill.id) >= 40)
            & (
                (toloka.filter.ClientType == toloka.filter.ClientType.ClientType.TOLOKA_APP)
                | (toloka.filter.ClientType == toloka.filter.ClientType.ClientType.BROWSER)
            )
        )
        form.quality_control.add_action(
            collector=toloka.collectors.SkippedInRowAssignments(),
            conditions=[toloka.conditions.SkippedInRowCount >= 3],
            action=toloka.actions.RestrictionV2(
                scope=toloka.UserRestriction.PROJECT,
                duration=1,
                duration_unit="DAYS",
                private_comment="Skips too much",
            ),
        )
        sent = form.unstructure()
        pool = client.create_pool(form)
        kept = client.get_pool(pool.id)
        assert same(kept, pool)
        answered = kept.unstructure()
        collector = answered["quality_control"]["configs"][0]["collector_config"]
        assert uuid.UUID(collector.pop("uuid"))
        for name in sent.keys() - {"will_expire", "quality_control", "filter"}:
            assert answered[name] == sent[name], name
        assert answered["filter"] == sent["filter"]
        assert answered["quality_control"]["configs"] == sent["quality_control"]["configs"]
        assert abs(kept.will_expire - LATER) < dt.timedelta(seconds=1)
        assert (kept.status, kept.type) == (toloka.Pool.Status.CLOSED, toloka.Pool.Type.REGULAR)
        assert kept.owner.myself

    def test_it_opens_closes_and_is_archived(self, client, pool):
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.open_pool(pool.id)
        assert refused.value.code == "EMPTY_POOL"
        client.create_tasks(tasks_of(pool, 2), allow_defaults=True)
        opened = client.open_pool(pool.id)
        assert opened.is_open()
        assert opened.last_started is not None
        assert client.open_pool_async(pool.id) is None
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.archive_pool(pool.id)
        assert (refused.value.code, refused.value.status_code) == ("INAPPROPRIATE_STATUS", 409)
        assert refused.value.payload == {"appropriate_statuses": ["CLOSED"]}
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.update_pool(pool.id, opened)
        assert refused.value.code == "POOL_INAPPROPRIATE_STATUS"
        operation = client.close_pool_async(pool.id)
        assert operation.parameters.pool_id == pool.id
        assert client.wait_operation(operation).status == Operation.Status.SUCCESS
        closed = client.get_pool(pool.id)
        assert closed.is_closed()
        assert closed.last_close_reason == toloka.Pool.CloseReason.MANUAL
        assert closed.last_stopped >= closed.last_started
        archived = client.archive_pool(pool.id)
        assert archived.is_archived()
        assert client.archive_pool_async(pool.id) is None
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.open_pool(pool.id)
        assert refused.value.code == "INAPPROPRIATE_STATUS"

    def test_it_is_closed_for_an_update_and_opened_again(self, client, pool):
        client.create_tasks(tasks_of(pool, 2), allow_defaults=True, open_pool=True)
        assert client.get_pool(pool.id).is_open()
        closed = client.close_pool_for_update(pool.id)
        assert closed.last_close_reason == toloka.Pool.CloseReason.FOR_UPDATE
        closed.reward_per_assignment = 0.07
        closed.private_name = "Edited"
        edited = client.update_pool(pool.id, closed)
        assert (edited.private_name, float(edited.reward_per_assignment)) == ("Edited", 0.07)
        assert client.open_pool(pool.id).is_open()
        client.close_pool(pool.id)

    def test_its_clone_has_its_settings_and_none_of_its_tasks(self, client, pool):
        client.create_tasks(tasks_of(pool, 2), allow_defaults=True)
        clone = client.clone_pool(pool.id)
        left_out = {"id", "created"}
        kept, copied = (
            {name: value for name, value in one.unstructure().items() if name not in left_out}
            for one in (pool, clone)
        )
        assert copied == kept
        assert client.get_tasks(pool_id=clone.id) == []
        operation = client.clone_pool_async(pool.id)
        operation = client.wait_operation(operation)
        assert operation.parameters.pool_id == pool.id
        assert client.get_pool(operation.details.pool_id).is_closed()

    def test_its_priority_changes_alone(self, client, pool):
        assert client.patch_pool(pool.id, toloka.pool.PoolPatchRequest(priority=42)).priority == 42
        assert client.get_pool(pool.id).private_name == pool.private_name

    def test_pools_are_found_by_project_status_and_id(self, client):
        project = client.create_project(classic_project())
        made = [client.create_pool(pool_of(project)) for _ in range(3)]
        client.archive_pool(made[1].id)
        assert [one.id for one in client.get_pools(project_id=project.id)] == [one.id for one in made]
        closed = client.find_pools(project_id=project.id, status="CLOSED", sort=["-id"])
        assert [one.id for one in closed.items] == [made[2].id, made[0].id]
        page = client.find_pools(project_id=project.id, limit=2)
        assert (len(page.items), page.has_more) == (2, True)
        between = client.find_pools(project_id=project.id, id_gt=made[0].id, id_lt=made[2].id)
        assert [one.id for one in between.items] == [made[1].id]
