"""Russian."""

from __future__ import annotations

from collections.abc import Mapping

from talka.words.plurals import Plural

_CHARACTERS_LEAST = {
    "one": "Нужен хотя бы {low} символ",
    "few": "Нужно не меньше {low} символов",
    "many": "Нужно не меньше {low} символов",
    "other": "Нужно не меньше {low} символа",
}
_CHARACTERS_MOST = {
    "one": "Можно не больше {high} символа",
    "few": "Можно не больше {high} символов",
    "many": "Можно не больше {high} символов",
    "other": "Можно не больше {high} символа",
}
_ITEMS_LEAST = {
    "one": "Нужен хотя бы {low} элемент",
    "few": "Нужно не меньше {low} элементов",
    "many": "Нужно не меньше {low} элементов",
    "other": "Нужно не меньше {low} элемента",
}
_ITEMS_MOST = {
    "one": "Можно не больше {high} элемента",
    "few": "Можно не больше {high} элементов",
    "many": "Можно не больше {high} элементов",
    "other": "Можно не больше {high} элемента",
}

_ACCESS: Mapping[str, str | Plural] = {
    "The requester can pay for the next page": "Заказчик может оплатить следующую страницу",
    "The requester cannot pay for more work at the moment": "Сейчас заказчику нечем оплатить новую работу",
    "No captcha is due": "Капча не нужна",
    "A captcha is due: prove that you are human": "Нужно ввести капчу: подтвердите, что вы человек",
    "The content suits your profile": "Содержание подходит вашему профилю",
    "The tasks may contain adult content, which your profile does not allow": (
        "В заданиях может быть контент для взрослых, а в вашем профиле он отключён"
    ),
    "You are among those whom the requester looks for": "Вы подходите под условия заказчика",
    "Complete the training first": "Сначала пройдите обучение",
    "The training that is needed first is closed at the moment": (
        "Сначала нужно пройти обучение, но сейчас оно закрыто"
    ),
    "The training's result is {got}; {wanted} is needed": (
        "Ваш результат обучения — {got}, а нужно не меньше {wanted}"
    ),
    "The training is passed": "Обучение пройдено",
    "No training is needed": "Обучение не требуется",
    "No open pool needs this training at the moment": (
        "Сейчас нет открытых заданий, для которых нужно это обучение"
    ),
    "You have not done this training yet": "Вы ещё не проходили это обучение",
    "You have done this training": "Вы уже прошли это обучение",
    "The training opens a pool to you": "Обучение откроет вам доступ к заданиям",
    "Nothing restricts your access": "Ваш доступ не ограничен",
    "The platform itself gives you no tasks for now": "Платформа пока не даёт вам заданий",
    "You have no access to this requester's tasks": "У вас нет доступа к заданиям этого заказчика",
    "The pool is open": "Задания открыты",
    "The pool does not give out work at the moment": "Сейчас эти задания не выдаются",
    "There is a page for you": "Для вас есть страница заданий",
    "You have had this point already": "Это место у вас уже было",
    "This point is meant for other workers": "Это место предназначено для других исполнителей",
    "Others were quicker: this point is taken": "Другие успели раньше: это место занято",
    "The {count} best workers who are here do these tasks now; ask again later": Plural(
        "count",
        one="Сейчас эти задания достаются только {count} лучшему исполнителю из тех, кто на месте;"
        " загляните позже",
        few="Сейчас эти задания достаются только {count} лучшим исполнителям из тех, кто на месте;"
        " загляните позже",
        many="Сейчас эти задания достаются только {count} лучшим исполнителям из тех, кто на месте;"
        " загляните позже",
        other="Сейчас эти задания достаются только {count} лучшим исполнителям из тех, кто на"
        " месте; загляните позже",
    ),
    "The requester takes workers of any rank": "Заказчику подходит исполнитель с любым местом в рейтинге",
    "You are among the best workers who are here now": (
        "Вы среди лучших исполнителей, которые сейчас на месте"
    ),
    "Only the best {percent} % of the workers who are here get these tasks; ask again later": (
        "Эти задания получают только лучшие {percent} % исполнителей из тех, кто на месте; загляните позже"
    ),
    "There are no more tasks for you here": "Здесь для вас больше нет заданий",
    "Too few tasks are left for you to fill a page": "Осталось слишком мало заданий, на страницу не хватает",
    "The last tasks are given out a while after the last upload": (
        "Последние задания выдаются спустя некоторое время после загрузки"
    ),
    "You have done all control tasks that are meant for you": "Вы выполнили все свои контрольные задания",
    "You have done all training tasks that are meant for you": "Вы выполнили все свои обучающие задания",
    "The pool may give out more assignments": "Страницы заданий ещё не закончились",
    "The pool has given out all of its assignments": "Все страницы этих заданий уже выданы",
    "You hold no more pages of the project than it allows": (
        "Незаконченных страниц у вас не больше, чем можно"
    ),
    "Choose a point on the map, or say where you are": (
        "Выберите место на карте или сообщите, где вы находитесь"
    ),
    "Finish one of the {held} pages you hold first": (
        "Сначала закончите начатое: незаконченных страниц у вас — {held}"
    ),
    "The pool gives out its suites in turn": "Эти задания выдаются по очереди",
    "The pool gives out its suites in turn; it has no points to choose from": (
        "Эти задания выдаются по очереди, места выбирать не нужно"
    ),
    "The pool has no tasks yet": "Заданий пока нет",
}

_FILTERS: Mapping[str, str | Plural] = {
    "Version of the operating system": "Версия операционной системы",
    "First part of the version of the operating system": "Первое число версии операционной системы",
    "Second part of the version of the operating system": "Второе число версии операционной системы",
    "Third part of the version of the operating system": "Третье число версии операционной системы",
    "Version of the browser": "Версия браузера",
    "First part of the version of the browser": "Первое число версии браузера",
    "Second part of the version of the browser": "Второе число версии браузера",
    "Third part of the version of the browser": "Третье число версии браузера",
    "Skill": "Навык",
    "Gender": "Пол",
    "Country": "Страна",
    "Citizenship": "Гражданство",
    "Education": "Образование",
    "Consent to adult content": "Согласие на контент для взрослых",
    "Verification of the account": "Подтверждение аккаунта",
    "Date of birth": "Дата рождения",
    "City": "Город",
    "Languages": "Языки",
    "Region of the telephone": "Регион по телефону",
    "Region of the internet address": "Регион по IP-адресу",
    "Rating": "Рейтинг",
    "Device": "Устройство",
    "Client": "Программа",
    "Operating system": "Операционная система",
    "Kind of browser": "Вид браузера",
    "Browser": "Браузер",
    "Experiment group": "Экспериментальная группа",
    "One of these is needed: {choices}": "Достаточно одного из условий: {choices}",
    "; ": ". ",
    " and ": " и ",
    "region {id}": "регион {id}",
    "{what} must be {wanted} ({has})": "{what}: только {wanted} ({has})",
    "{what} must not be {wanted} ({has})": "{what}: не подходит {wanted} ({has})",
    "{what} must be more than {wanted} ({has})": "{what}: больше {wanted} ({has})",
    "{what} must be {wanted} or more ({has})": "{what}: не меньше {wanted} ({has})",
    "{what} must be less than {wanted} ({has})": "{what}: меньше {wanted} ({has})",
    "{what} must be {wanted} or less ({has})": "{what}: не больше {wanted} ({has})",
    "{what} must include {wanted} ({has})": "{what}: нужен {wanted} ({has})",
    "{what} must not include {wanted} ({has})": "{what}: не подходит {wanted} ({has})",
    "{what} must be after {wanted} ({has})": "{what}: после {wanted} ({has})",
    "{what} must be {wanted} or later ({has})": "{what}: не раньше {wanted} ({has})",
    "{what} must be before {wanted} ({has})": "{what}: до {wanted} ({has})",
    "{what} must be {wanted} or earlier ({has})": "{what}: не позже {wanted} ({has})",
    "{what} must be known ({has})": "{what}: должно быть известно ({has})",
    "{what} must be unknown ({has})": "{what}: не должно быть известно ({has})",
    "{what} is needed": "{what}: только для тех, у кого это есть",
    "{what} must be absent": "{what}: только для тех, у кого этого нет",
    "A skill that is not shown must be as the requester wants it": (
        "Скрытый навык должен быть таким, как хочет заказчик"
    ),
    "The skill “{name}”": "Навык «{name}»",
    "it is {value}": "у вас: {value}",
    "they are {languages}": "у вас: {languages}",
    "there is none": "у вас его нет",
    "it is not known": "у вас: неизвестно",
    "none is named": "у вас: не указаны",
    "Internet Explorer on a phone": "Internet Explorer на телефоне",
    "Chrome on a phone or tablet": "Chrome на телефоне или планшете",
    "Firefox on a phone or tablet": "Firefox на телефоне или планшете",
    "Safari on a phone or tablet": "Safari на телефоне или планшете",
    "Mac OS 9 or older": "Mac OS 9 или старше",
    "Yandex Browser": "Яндекс Браузер",
    "a personal computer": "компьютер",
    "a smartphone": "смартфон",
    "a tablet": "планшет",
    "a wearable computer": "носимое устройство",
    "a mobile browser": "мобильный браузер",
    "the mobile app": "мобильное приложение",
    "a browser": "браузер",
    "a desktop browser": "браузер на компьютере",
    "male": "мужской",
    "female": "женский",
    "other": "другой",
    "basic": "начальное",
    "middle": "среднее",
    "high": "высшее",
}

_WORK: Mapping[str, str | Plural] = {
    "A draft holds at most {limit} bytes": "Черновик не может быть больше {limit} байт",
    "The assignment is {status} already": "Эта страница уже {status}",
    "The time for this assignment ended at {time}": "Время на эту страницу вышло {time}",
    "Answer every task of the page: {expected}": Plural(
        "expected",
        one="Ответьте на все задания страницы: здесь {expected} задание",
        few="Ответьте на все задания страницы: здесь {expected} задания",
        many="Ответьте на все задания страницы: здесь {expected} заданий",
        other="Ответьте на все задания страницы: здесь {expected} задания",
    ),
    "The assignment was handed in already, with other answers": (
        "Эта страница уже отправлена с другими ответами"
    ),
    "Upload the file for this page first": "Сначала загрузите файл для этой страницы",
    "Name a suite, or give a position, not both": "Укажите либо место, либо координаты, но не то и другое",
    "bbox is west,south,east,north: four numbers of degrees": (
        "bbox — это запад,юг,восток,север: четыре числа в градусах"
    ),
    "Longitudes are from -180 to 180, latitudes from -90 to 90, the southern one first": (
        "Долгота — от -180 до 180, широта — от -90 до 90, сначала южная"
    ),
    "There is no such suite in the pool": "Среди этих заданий такой страницы нет",
    "A position has latitude and longitude": "Для координат нужны и широта, и долгота",
    "{status} is not a status": "Нет такого состояния: {status}",
    "ACTIVE": "в работе",
    "SUBMITTED": "отправлена",
    "ACCEPTED": "принята",
    "REJECTED": "отклонена",
    "SKIPPED": "пропущена",
    "EXPIRED": "просрочена",
    "Enter the {count} digits that you see or hear": Plural(
        "count",
        one="Введите {count} цифру, которую видите или слышите",
        few="Введите {count} цифры, которые видите или слышите",
        many="Введите {count} цифр, которые видите или слышите",
        other="Введите {count} цифры, которые видите или слышите",
    ),
    "A picture of {count} distorted digits; the sound says the same digits": Plural(
        "count",
        one="Изображение {count} искажённой цифры; в записи звучит она же",
        few="Изображение {count} искажённых цифр; в записи звучат они же",
        many="Изображение {count} искажённых цифр; в записи звучат они же",
        other="Изображение {count} искажённых цифр; в записи звучат они же",
    ),
    "After three signals a voice says {count} digits; the picture shows the same": Plural(
        "count",
        one="После трёх сигналов голос называет {count} цифру; на картинке она же",
        few="После трёх сигналов голос называет {count} цифры; на картинке они же",
        many="После трёх сигналов голос называет {count} цифр; на картинке они же",
        other="После трёх сигналов голос называет {count} цифры; на картинке они же",
    ),
    "The platform keeps you out for now. Prove later that you are human": (
        "Платформа временно закрыла вам доступ. Позже вы сможете подтвердить, что вы человек"
    ),
    "The platform keeps you out for now. Prove later that you are human: from {time} on": (
        "Платформа временно закрыла вам доступ. Подтвердить, что вы человек, можно будет начиная с {time}"
    ),
    "No captcha is due: go on working": "Капча не нужна, продолжайте работать",
    "Too many captchas were asked for; try again in a minute": (
        "Слишком много запросов капчи; повторите через минуту"
    ),
    "The captcha takes no answer any more: ask for another": (
        "Эта капча больше не действует, запросите другую"
    ),
    "The captcha was answered already: ask for another": "На эту капчу вы уже ответили, запросите другую",
}

_ACCOUNT: Mapping[str, str | Plural] = {
    "Use at least {least} characters": Plural(
        "least",
        one="Не меньше {least} символа",
        few="Не меньше {least} символов",
        many="Не меньше {least} символов",
        other="Не меньше {least} символа",
    ),
    "Use at most {most} characters": Plural(
        "most",
        one="Не больше {most} символа",
        few="Не больше {most} символов",
        many="Не больше {most} символов",
        other="Не больше {most} символа",
    ),
    "{value} is not a country's two-letter code (ISO 3166-1)": (
        "{value} — не двухбуквенный код страны (ISO 3166-1)"
    ),
    "{value} is not a language's two-letter code (ISO 639-1)": (
        "{value} — не двухбуквенный код языка (ISO 639-1)"
    ),
    "The value must be a date like 1990-12-31": "Нужна дата в виде 1990-12-31",
    "Workers must be at least {age} years old": Plural(
        "age",
        one="Исполнителю должно быть не меньше {age} года",
        few="Исполнителю должно быть не меньше {age} лет",
        many="Исполнителю должно быть не меньше {age} лет",
        other="Исполнителю должно быть не меньше {age} года",
    ),
    "Use 1 to 100 letters, digits or . _ @ + -": "От 1 до 100 букв, цифр и знаков . _ @ + -",
    "This is not the year of the date of birth": "Год не совпадает с датой рождения",
    "The value must be a date of birth": "Это не похоже на дату рождения",
    "The login {login} is taken": "Логин {login} уже занят",
    "Registration is closed; the operator makes the accounts here": (
        "Регистрация закрыта; аккаунты здесь создаёт администратор"
    ),
    "Too many failed attempts; try again in a quarter of an hour": (
        "Слишком много неудачных попыток; повторите через четверть часа"
    ),
    "The login or the password is wrong": "Неверный логин или пароль",
    "The old password is wrong": "Текущий пароль указан неверно",
    "{language} was confirmed by a test and cannot be removed": (
        "Язык «{language}» подтверждён тестом, удалить его нельзя"
    ),
    "Verified language: {language}": "Подтверждённый язык: {language}",
    "{project} - training": "{project}: обучение",
    "New skill: {name}": "Новый навык: {name}",
    "You have a new skill: {name}, {value} of 100. Some tasks are for workers with certain skills only.": (
        "У вас новый навык: {name}, {value} из 100. Некоторые задания доступны только исполнителям"
        " с определёнными навыками."
    ),
    "You get no tasks for now": "Вам временно не выдаются задания",
    "The platform gives you no tasks until it lifts this block. The usual reasons are captchas that were not"
    " solved, programs that answer instead of people, several accounts, and false data.": (
        "Платформа не выдаёт вам задания, пока не снимет эту блокировку. Обычные причины — нерешённые капчи,"
        " ответы программы вместо человека, несколько аккаунтов и недостоверные данные."
    ),
    "The platform gives you no tasks until {time}; then this block ends by itself. The usual reasons are"
    " captchas that were not solved, programs that answer instead of people, several accounts, and false"
    " data.": (
        "Платформа не выдаёт вам задания; блокировка закончится сама {time}. Обычные причины — нерешённые"
        " капчи, ответы программы вместо человека, несколько аккаунтов и недостоверные данные."
    ),
    "Question: {project}": "Вопрос: {project}",
    "Appeal: {project}": "Апелляция: {project}",
    "Name a pool or an assignment": "Укажите задание или страницу",
    "Name either a pool or an assignment": "Укажите либо задание, либо страницу",
    "Only a rejected assignment can be appealed; this one is {status}": (
        "Обжаловать можно только отклонённую страницу, а эта {status}"
    ),
    "This message takes no answers": "На это сообщение нельзя ответить",
    "You have appealed against this rejection already": "Вы уже обжаловали это отклонение",
    "An appeal is taken within seven days of the rejection": (
        "Обжаловать можно только в течение семи дней после отклонения"
    ),
    "The text must not be blank": "Напишите хоть что-нибудь",
}

_FILES: Mapping[str, str | Plural] = {
    "The place where files are kept does not answer; try again later": (
        "Хранилище файлов не отвечает; попробуйте позже"
    ),
    "The upload was cut off": "Загрузка прервалась",
    "The upload was cut off; what has arrived is kept": "Загрузка прервалась; всё, что дошло, сохранено",
    "A part of the upload was lost; begin it anew": "Часть загрузки потеряна; начните её заново",
    "The upload's time is over; begin it anew": "Время загрузки вышло; начните её заново",
    "There is no such assignment of yours": "У вас нет такой страницы",
    "The address is not one that was given out here": "Этот адрес выдан не здесь",
    "The address has expired; ask for the attachment again": (
        "Адрес больше не действует; запросите файл снова"
    ),
    "The assignment is finished; it takes no more files": (
        "Страница закончена, файлы к ней больше не принимаются"
    ),
    "The file is larger than {limit} bytes": "Файл больше {limit} байт",
    "Files that are {kind} are not taken here; those taken are {allowed}": (
        "Файлы {kind} не принимаются; принимаются только {allowed}"
    ),
    "Send the file as multipart/form-data, in the field `file`": (
        "Отправьте файл как multipart/form-data в поле `file`"
    ),
    "The body is not multipart/form-data: {error}": "Тело запроса — не multipart/form-data: {error}",
    "There is no file in the body": "В запросе нет файла",
    "Send one file at a time": "Отправляйте по одному файлу",
    "Send Tus-Resumable: {version}": "Отправьте Tus-Resumable: {version}",
    "Another request adds to this upload; ask for its offset again in some seconds": (
        "Эту загрузку продолжает другой запрос; через несколько секунд проверьте, сколько уже загружено"
    ),
    "The bytes that arrived do not have the checksum sent along; send them again": (
        "Контрольная сумма полученных данных не совпала; отправьте их ещё раз"
    ),
    "Say X-HTTP-Method-Override: PATCH or DELETE": "Укажите X-HTTP-Method-Override: PATCH или DELETE",
    "Send the part as Content-Type: {type}": "Отправьте часть как Content-Type: {type}",
    "Send bytes as Content-Type: {type}, or none": (
        "Отправьте данные как Content-Type: {type} или не отправляйте"
    ),
    "Send this header, with a number of bytes": "Отправьте этот заголовок с числом байт",
    "The header takes a number of bytes, from 0": "В заголовке должно быть число байт, от 0",
    "The algorithms known here are {names}": "Известные здесь алгоритмы: {names}",
    "That is no {algorithm} in base64": "Это не {algorithm} в base64",
    "The header is longer than {most} characters": "В заголовке больше символов, чем можно: предел — {most}",
    "Each key is named, and once only": "У каждого ключа есть имя, и оно не повторяется",
    "The value of {key} is not UTF-8 text in base64": "Значение {key} — не текст UTF-8 в base64",
    "At most {most} uploads may be unfinished; end or delete some": (
        "Слишком много незаконченных загрузок (предел — {most}); закончите или удалите часть"
    ),
    "The upload goes on at {offset}": "Загрузка продолжается с байта {offset}",
    "The file came in more than {most} parts; send larger ones": (
        "Файл пришёл слишком мелкими частями (предел — {most}); отправляйте более крупные"
    ),
    "There are {size} bytes only": "Всего байт: {size}",
}

_VALUES: Mapping[str, str | Plural] = {
    "Validation failed": "Проверьте введённые данные",
    "A value is needed here and must not be null": "Заполните это поле",
    "At least one field must have a value": "Заполните хотя бы одно поле",
    "The project has no field of this name": "Такого поля в этом проекте нет",
    "There is no such field": "Такого поля нет",
    "Only null is allowed here": "Здесь может быть только null",
    "The value must be true or false": "Здесь должно быть «да» или «нет»",
    "The value must be a whole number": "Здесь должно быть целое число",
    "The value must be a number": "Здесь должно быть число",
    "The value must be a string": "Здесь должен быть текст",
    "The value must be an array": "Здесь должен быть список",
    "The value must be an object": "Здесь должен быть объект",
    "The value must be a UUID": "Здесь должен быть UUID",
    "The value must be {wanted}": "Здесь должно быть {wanted}",
    "The value must be one of: {names}": "Допустимые значения: {names}",
    "The value must be one of these: {kinds}": "Здесь может быть: {kinds}",
    "true or false": "«да» или «нет»",
    "a number": "число",
    "a string": "текст",
    "an array": "список",
    "an object": "объект",
    "The value must be from {low} to {high}": "Значение должно быть от {low} до {high}",
    "The value must be at least {low}": "Значение должно быть не меньше {low}",
    "The value must be more than {low}": "Значение должно быть больше {low}",
    "The value must be at most {high}": "Значение должно быть не больше {high}",
    "The value must be less than {high}": "Значение должно быть меньше {high}",
    "The value has not the form that is asked for": "Значение не соответствует нужному формату",
    "The value must match {pattern}": "Значение должно соответствовать шаблону {pattern}",
    "Matching {pattern} takes too long": "Проверка по шаблону {pattern} длится слишком долго",
    "The value must begin with http://, https:// or www": (
        "Нужен адрес, который начинается с http://, https:// или www"
    ),
    'The value must be "latitude,longitude" in degrees, like 53.910236,27.531110': (
        "Нужны широта и долгота в градусах через запятую, например 53.910236,27.531110"
    ),
    "The value must be the id of an uploaded attachment": "Загрузите файл ещё раз",
    "The value must not hold the character NUL": "В значении не должно быть символа NUL",
    "The time must be a string like 2021-02-26T10:13:32": "Время должно быть в виде 2021-02-26T10:13:32",
    "The value must be a UTC time like 2021-02-26T10:13:32": "Нужно время UTC в виде 2021-02-26T10:13:32",
    "At least {low} characters are needed": Plural("low", **_CHARACTERS_LEAST),
    "At most {high} characters are allowed": Plural("high", **_CHARACTERS_MOST),
    "At least {low} items are needed": Plural("low", **_ITEMS_LEAST),
    "At most {high} items are allowed": Plural("high", **_ITEMS_MOST),
    "There must be {low} to {high} characters": "Число символов — от {low} до {high}",
    "There must be at least {low} characters": Plural("low", **_CHARACTERS_LEAST),
    "There must be at most {high} characters": Plural("high", **_CHARACTERS_MOST),
    "There must be {low} to {high} items": "Число элементов — от {low} до {high}",
    "There must be at least {low} items": Plural("low", **_ITEMS_LEAST),
    "There must be at most {high} items": Plural("high", **_ITEMS_MOST),
    "There must be {low} to {high} entries": "Число записей — от {low} до {high}",
    "There must be at least {low} entries": Plural(
        "low",
        one="Нужна хотя бы {low} запись",
        few="Нужно не меньше {low} записей",
        many="Нужно не меньше {low} записей",
        other="Нужно не меньше {low} записи",
    ),
    "There must be at most {high} entries": Plural(
        "high",
        one="Можно не больше {high} записи",
        few="Можно не больше {high} записей",
        many="Можно не больше {high} записей",
        other="Можно не больше {high} записи",
    ),
}

_REQUESTS: Mapping[str, str | Plural] = {
    "There is no {what} with id {id}": "Не найдено: {what} {id}",
    "assignment": "страница",
    "attachment": "файл",
    "bonus": "бонус",
    "captcha": "капча",
    "message thread": "переписка",
    "pool": "задание",
    "task suite": "место",
    "upload": "загрузка",
    "worker": "исполнитель",
    "The token is missing or unknown": "Токен не указан или неизвестен",
    "This call needs a requester's token": "Для этого запроса нужен токен заказчика",
    "This call needs a worker's token": "Для этого запроса нужен токен исполнителя",
    "The session has ended; log in again": "Сеанс завершён; войдите снова",
    "The body is larger than {limit} bytes": "Запрос больше {limit} байт",
    "Send the body as Content-Type: application/json": "Отправьте запрос как Content-Type: application/json",
    "A call with the session cookie must come from the page it belongs to": (
        "Запрос с cookie сеанса должен идти с его же страницы"
    ),
    "{scheme} is not a scheme that is known here": "Схема {scheme} здесь неизвестна",
    "This call does not take a {scheme} token": "Этот запрос не принимает токен {scheme}",
    "The server does not take this request": "Сервер не принимает такой запрос",
    "There is nothing at this address": "По этому адресу ничего нет",
    "Something went wrong; the server's log has it": "Что-то пошло не так; подробности — в журнале сервера",
    "The request needs a body": "Запрос пуст",
    "The request needs a body other than null": "Запрос пуст: в нём только null",
    "The body is nested too deeply": "В запросе слишком много вложенных уровней",
    "The body is not JSON: {error}": "Запрос — не JSON: {error}",
    "{name} must be at least {minimum}": "{name}: не меньше {minimum}",
    "{name} must not hold the character NUL": "{name}: без символа NUL",
    "{name} must be true or false": "{name}: true или false",
    "{name} must be a whole number": "{name}: целое число",
    "{name} must be a UUID": "{name}: UUID",
}

TEXTS: Mapping[str, str | Plural] = {
    **_ACCESS,
    **_FILTERS,
    **_WORK,
    **_ACCOUNT,
    **_FILES,
    **_VALUES,
    **_REQUESTS,
}
