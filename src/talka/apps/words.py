"""What an app's interface and instructions say by themselves, in the language of its workers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final = "en"
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "choose": "Choose an answer",
        "choose_several": "Choose all that fit",
        "answers": "Answers",
        "examples": "Examples",
        "other": "None of these",
        "query": "Search query",
        "open": "Open the page",
    },
    "de": {
        "choose": "Wähle eine Antwort",
        "choose_several": "Wähle alles, was passt",
        "answers": "Antworten",
        "examples": "Beispiele",
        "other": "Nichts davon",
        "query": "Suchanfrage",
        "open": "Seite öffnen",
    },
    "es": {
        "choose": "Elige una respuesta",
        "choose_several": "Elige todas las que correspondan",
        "answers": "Respuestas",
        "examples": "Ejemplos",
        "other": "Ninguna de estas",
        "query": "Búsqueda",
        "open": "Abrir la página",
    },
    "fr": {
        "choose": "Choisissez une réponse",
        "choose_several": "Choisissez toutes celles qui conviennent",
        "answers": "Réponses",
        "examples": "Exemples",
        "other": "Aucune de celles-ci",
        "query": "Recherche",
        "open": "Ouvrir la page",
    },
    "pt": {
        "choose": "Escolha uma resposta",
        "choose_several": "Escolha todas as que servem",
        "answers": "Respostas",
        "examples": "Exemplos",
        "other": "Nenhuma destas",
        "query": "Pesquisa",
        "open": "Abrir a página",
    },
    "ru": {
        "choose": "Выберите ответ",
        "choose_several": "Выберите всё, что подходит",
        "answers": "Ответы",
        "examples": "Примеры",
        "other": "Ничего из этого",
        "query": "Поисковый запрос",
        "open": "Открыть страницу",
    },
}


def words_of(language: str) -> Mapping[str, str]:
    """The words in this language, or in English where nobody has translated them."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS[ENGLISH])
