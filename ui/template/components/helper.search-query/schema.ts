import { isObject, textOf } from "~/template/engine/json";
import { getter } from "~/template/engine/schema";

/** The address of a search; of an engine that the server does not name, the encoded query alone. */
export const schema = getter({
  type: "helper.search-query",
  props: { query: {}, engine: {} },
  get: (props, scope) => {
    const query = encodeURIComponent(textOf(props.query));
    const engine = isObject(props.engine) ? props.engine : { name: props.engine };
    const engines = scope.task.host.searchEngines;
    const name = textOf(engine.name);
    const address = Object.hasOwn(engines, name) ? engines[name] : undefined;
    return address === undefined ? query : filled(address, query, engine);
  },
});

/** Fill an engine's address; its form is described where the addresses are (`search-engines`). */
function filled(address: string, query: string, engine: Record<string, unknown>): string {
  return address
    .replace(/\{(\w+):(.*?\{\}.*?)\}/g, (_whole, name: string, text: string) => {
      const value = textOf(engine[name]);
      return value === "" ? "" : text.replace("{}", () => encodeURIComponent(value));
    })
    .replace("{query}", () => query);
}
