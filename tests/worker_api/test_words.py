"""Whatever a worker is told is in the language that they ask for; requesters read English."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from bonuses.scene import make_pool, work
from distribution.test_filter_access import PROJECT, condition, open_pool
from http_client import Client, Platform
from messages.scene import inbox, said
from talka.accounts.model import Profile
from talka.http.auth import Requester
from talka.http.forms import convert
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.restrictions import service as restrictions
from talka.restrictions.model import RestrictionScope
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.storage.migrations.seed import VERIFIED_LANGUAGES
from talka.storage.tx import Tx

API = "/api/worker/v1"
LANGUAGES = ("en", "ru", "es", "de")
JSON = {"Content-Type": "application/json"}
OUTPUT = {
    "label": {"type": "string", "allowed_values": ["cat", "dog"]},
    "count": {"type": "integer", "min_value": 2},
    "note": {"type": "string", "min_length": 3},
}


def reading(client: Client, language: str) -> Client:
    client.headers["Accept-Language"] = language
    return client


async def whys(worker: Client) -> list[str]:
    """The reasons in the list of what is closed to the worker."""
    (item,) = (await worker.call("GET", f"{API}/tasks?all=true", status=200))["items"]
    return [reason["words"] for reason in item["why_not"]]


async def skill(requester: Client, **form: Any) -> str:
    made = await requester.call("POST", "/api/v1/skills", {"hidden": False, **form}, status=201)
    return str(made["id"])


SKILL_NAMES = {"EN": "Careful", "RU": "Внимательность", "FR": "Attentif"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Country must be Germany (it is France); Languages must include DE (they are FR, EN);"
                " The skill “Careful” must be 79.5 or more (there is none)"
            ),
        ),
        (
            "ru-RU, ru;q=0.9",
            (
                "Страна: только Германия (у вас: Франция). Языки: нужен немецкий"
                " (у вас: французский, английский). Навык «Внимательность»: не меньше 79,5 (у вас его нет)"
            ),
        ),
        (
            "es",
            (
                "País: solo Alemania (tú: Francia). Idiomas: hace falta alemán (tú: francés, inglés)."
                " Habilidad «Careful»: 79,5 o más (no la tienes)"
            ),
        ),
        (
            "de-AT",
            (
                "Land: nur Deutschland (bei Ihnen: Frankreich). Sprachen: gefragt ist Deutsch"
                " (bei Ihnen: Französisch, Englisch). Fähigkeit „Careful“: mindestens 79,5 (haben Sie nicht)"
            ),
        ),
        (
            "fr, de;q=0.5",
            (
                "Land: nur Deutschland (bei Ihnen: Frankreich). Sprachen: gefragt ist Deutsch"
                " (bei Ihnen: Französisch, Englisch). Fähigkeit „Attentif“: mindestens 79,5 (haben Sie nicht)"
            ),
        ),
    ],
)
async def test_a_filter_explains_itself_with_all_its_details(platform: Platform, language: str, words: str):
    requester = await platform.requester()
    skill_id = await skill(requester, name="careful", public_name=SKILL_NAMES)
    wanted = [
        condition("profile", "country", "EQ", "DE"),
        condition("profile", "languages", "IN", "DE"),
        condition("skill", skill_id, "GTE", 79.5),
    ]
    pool_id = await open_pool(requester, {"and": [{"or": [one]} for one in wanted]})
    worker = reading(await platform.worker(profile=Profile(country="FR", languages=["FR", "EN"])), language)

    assert await whys(worker) == [words]
    refused = await worker.call("POST", f"{API}/pools/{pool_id}/assignments", status=403)
    assert (refused["message"], refused["payload"]["reasons"][0]["words"]) == (words, words)
    checks = (await worker.call("GET", f"{API}/pools/{pool_id}/access", status=200))["checks"]
    assert words in [check["words"] for check in checks]


async def test_a_requester_who_reads_russian_is_told_the_same_in_english(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await open_pool(requester, {"and": [{"or": [condition("profile", "country", "EQ", "DE")]}]})
    reading(requester, "ru")

    path = f"/api/v1/pools/{pool_id}/eligibility?user_id={worker.id}"
    told = await requester.call("GET", path, status=200)
    assert "Country must be Germany (it is not known)" in [check["words"] for check in told["checks"]]
    missing = await requester.call("GET", "/api/v1/pools/77", status=404)
    assert missing["message"] == "There is no pool with id 77"


async def refused_submit(platform: Platform, language: str) -> Any:
    requester, worker = await platform.requester(), reading(await platform.worker(), language)
    spec = {"input_spec": {}, "output_spec": OUTPUT}
    project = await requester.call("POST", "/api/v1/projects", {**PROJECT, "task_spec": spec}, status=201)
    pool_id = await make_pool(requester, project_id=project["id"])
    page = await worker.call("POST", f"{API}/pools/{pool_id}/assignments", status=201)
    answers = {"solutions": [{"output_values": {"label": "cow", "count": 1}}] * len(page["tasks"])}
    return await worker.call("POST", f"{API}/assignments/{page['id']}/submit", answers, status=400)


@pytest.mark.parametrize(
    ("language", "message", "label", "count", "note"),
    [
        (
            "en",
            "Validation failed",
            "The value must be one of: cat, dog",
            "The value must be at least 2",
            "A value is needed here and must not be null",
        ),
        (
            "ru",
            "Проверьте введённые данные",
            "Допустимые значения: cat, dog",
            "Значение должно быть не меньше 2",
            "Заполните это поле",
        ),
        (
            "de",
            "Bitte prüfen Sie die Angaben",
            "Möglich sind: cat, dog",
            "Der Wert muss mindestens 2 sein",
            "Bitte ausfüllen",
        ),
        (
            "es",
            "Revisa los datos",
            "Valores posibles: cat, dog",
            "El valor debe ser 2 como mínimo",
            "Rellena este campo",
        ),
    ],
)
async def test_a_refused_submit_says_what_is_wrong_with_each_field(
    platform: Platform, language: str, message: str, label: str, count: str, note: str
):
    refused = await refused_submit(platform, language)

    assert (refused["code"], refused["message"]) == ("VALIDATION_ERROR", message)
    fields = refused["payload"]
    assert [fields[f"0.{name}"]["message"] for name in OUTPUT] == [label, count, note]
    assert fields["0.count"]["code"] == "VALUE_LESS_THAN_MIN"


LATIN_WORDS = re.compile(r"[A-Za-z']{2,} [A-Za-z']{2,}")


async def refusals(platform: Platform, worker: Client) -> list[Any]:
    """What is refused all over a worker's calls."""
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    page_id = await work(worker, pool_id)
    anonymous = reading(platform.client({}), worker.headers["Accept-Language"])
    headers = {"Tus-Resumable": "1.0.0"}
    asked: list[tuple[Client, int, str, str, dict[str, Any]]] = [
        (anonymous, 401, "GET", "/me", {}),
        (anonymous, 401, "POST", "/login", {"json": {"login": "nobody", "password": "wrong"}}),
        (anonymous, 400, "POST", "/register", {"json": {"login": "a b", "password": "short"}}),
        (anonymous, 409, "POST", "/register", {"json": {"login": "worker", "password": "long enough"}}),
        (
            anonymous,
            400,
            "POST",
            "/login",
            {"content": b"null", "headers": JSON},
        ),
        (anonymous, 415, "POST", "/login", {"content": b"a=b", "headers": {"Content-Type": "text/plain"}}),
        (anonymous, 404, "GET", "/nothing/here", {}),
        (anonymous, 403, "GET", "/me", {"headers": {"Authorization": requester.headers["authorization"]}}),
        (worker, 400, "PATCH", "/me", {"json": {"country": "XX", "date_of_birth": "2020-01-01"}}),
        (worker, 409, "GET", "/captcha", {}),
        (worker, 404, "GET", "/assignments/x", {}),
        (worker, 404, "GET", "/attachments/x", {}),
        (worker, 404, "POST", "/pools/7/assignments", {}),
        (worker, 409, "POST", f"/assignments/{page_id}/skip", {}),
        (worker, 409, "POST", f"/assignments/{page_id}/appeal", {"json": {"text": "But why?"}}),
        (worker, 409, "PUT", f"/assignments/{page_id}/draft", {"json": {"solutions": []}}),
        (worker, 400, "GET", "/assignments?status=what&limit=0", {}),
        (worker, 409, "GET", f"/pools/{pool_id}/points", {}),
        (worker, 400, "POST", "/messages", {"json": {"text": "Hello"}}),
        (worker, 400, "POST", "/attachments", {"files": {"other": b"1"}}),
        (worker, 412, "POST", "/uploads", {}),
        (worker, 400, "POST", "/uploads", {"headers": headers}),
    ]
    found = []
    for client, status, method, path, options in asked:
        answer = await client.request(method, f"{API}{path}", **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        found.append(answer.json())
    return found


def words_in(refusal: Any) -> list[str]:
    """The message, and those of fields."""
    payload = refusal.get("payload")
    fields = payload.values() if isinstance(payload, dict) else ()
    return [refusal["message"], *(one["message"] for one in fields if isinstance(one, dict))]


async def test_every_refusal_is_in_the_reader_s_language_and_the_same_otherwise(platform: Platform):
    by_language = {}
    for language in LANGUAGES:
        worker = reading(await platform.worker(f"worker-{language}"), language)
        await platform.worker() if language == "en" else None  # the login that is taken
        by_language[language] = await refusals(platform, worker)

    for english, *others in zip(*by_language.values(), strict=True):
        for other in others:
            assert other["code"] == english["code"]
            assert len(words_in(other)) == len(words_in(english))
            assert not set(words_in(other)) & set(words_in(english))
    for refusal in by_language["ru"]:
        for words in words_in(refusal):
            assert re.search("[а-яё]", words), words
            assert not LATIN_WORDS.search(words), words


async def test_notices_and_topics_are_read_in_any_language_later(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    await work(worker, await make_pool(requester))
    skill_id = await skill(requester, name="careful", public_name=SKILL_NAMES)
    value = {"skill_id": skill_id, "user_id": worker.id, "value": 80}
    await requester.call("PUT", "/api/v1/user-skills", value, status=201)
    until = await platform.database.read(lambda tx: tx.now + 1000)
    await platform.database.write(
        lambda tx: restrictions.restrict(
            tx, user_id=worker.id, scope=RestrictionScope.SYSTEM, requester_id=None, until=until
        )
    )
    (page,) = (await worker.call("GET", f"{API}/assignments", status=200))["items"]
    question = {"assignment_id": page["id"], "text": "?"}
    await worker.call("POST", f"{API}/messages", question, status=201)

    read = {language: await inbox(reading(worker, language)) for language in LANGUAGES}
    topics = {language: [one["topic"] for one in threads] for language, threads in read.items()}
    project = page["project_name"]
    assert topics["en"] == [f"Question: {project}", "You get no tasks for now", "New skill: Careful"]
    assert topics["ru"] == [
        f"Вопрос: {project}",
        "Вам временно не выдаются задания",
        "Новый навык: Внимательность",
    ]
    assert topics["de"] == [
        f"Frage: {project}",
        "Sie bekommen vorerst keine Aufgaben",
        "Neue Fähigkeit: Careful",
    ]
    assert said(read["ru"][2])[0].startswith("У вас новый навык: Внимательность, 80 из 100.")
    assert "блокировка закончится сама" in said(read["ru"][1])[0]
    (thread,) = (await requester.call("GET", "/api/v1/message-threads", status=200))["items"]
    assert thread["topic"] == {"EN": f"Question: {project}"}


async def test_skills_of_the_platform_s_own_have_names_in_every_language(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    who = Requester(requester.id, requester.id)

    def give(tx: Tx) -> None:
        project_id = projects.create_project(tx, who, convert(PROJECT, ProjectForm)).id
        trained = skills.ensure_training_skill(tx, who, int(project_id), "Cats")
        for found in (trained, skill_store.get(tx, VERIFIED_LANGUAGES["DE"])):
            assert found is not None
            skills.set_value(tx, found, worker.id, 80)

    await platform.database.write(give)

    async def names(language: str) -> list[str]:
        me = await reading(worker, language).call("GET", f"{API}/me", status=200)
        return [one["name"] for one in me["skills"]]

    assert await names("en") == ["Verified language: DE", "Cats - training"]
    assert await names("ru") == ["Подтверждённый язык: немецкий", "Cats: обучение"]


async def test_readers_of_several_languages_at_once_get_each_their_own(platform: Platform):
    """Transactions that share a commit, and a thread, do not share a language."""
    wanted = {"en": "There is no assignment", "ru": "Не найдено: страница", "de": "Nicht gefunden: Seite"}
    workers = {language: reading(await platform.worker(language), language) for language in wanted}

    async def skip(language: str) -> tuple[str, str]:
        answer = await workers[language].call("POST", f"{API}/assignments/x/skip", status=404)
        return language, answer["message"]

    told = await asyncio.gather(*(skip(language) for language in list(wanted) * 20))
    assert all(message.startswith(wanted[language]) for language, message in told)
