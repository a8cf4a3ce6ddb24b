/**
 * The addresses that `helper.search-query` knows, by engines. A server may name others in its settings: sites
 * go, and requesters want other domains.
 *
 * `{query}` stands for the query, percent-encoded; `{name:text}` for the text, with `{}` in it replaced, where
 * the engine was given that property, and for nothing where it was not.
 */
export const SEARCH_ENGINES: Readonly<Record<string, string>> = {
  yandex: "https://yandex.ru/search/?text={query}{regionId:&lr={}}{family:&family={}}",
  google: "https://www.google.ru/search?q={query}",
  bing: "https://www.bing.com/search?q={query}",
  "mail.ru": "https://go.mail.ru/search?q={query}",
  wikipedia: "https://ru.wikipedia.org/wiki/{query}",
  "yandex/collections": "https://yandex.ru/collections/search/boards/?text={query}",
  "yandex/video": "https://yandex.ru/video/search?text={query}",
  "yandex/images": "https://yandex.ru/images/search?text={query}",
  "google/images": "https://www.google.ru/search?q={query}&tbm=isch",
  "yandex/news": "https://news.yandex.ru/yandsearch?text={query}&rpt=nnews2",
  "google/news": "https://news.google.com/search?q={query}&tbm=nws",
};
