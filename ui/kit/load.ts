/** What a page loads: once when it is shown, and again on demand. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<Data> {
  data: Data | undefined;
  error: unknown;
  loading: boolean;
  reload: () => void;
  /** Put other data in its place without asking. */
  set: (data: Data) => void;
}

/** Load while the component is shown; when `key` changes, anew. What was loaded stays until its successor is there. */
export function useLoaded<Data>(load: (signal: AbortSignal) => Promise<Data>, key = ""): Loaded<Data> {
  const [state, setState] = useState<{ key: string; data?: Data; error?: unknown; loading: boolean }>({
    key,
    loading: true,
  });
  const [round, setRound] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...(before.key === key ? before : { key }), loading: true }));
    loader.current(abort.signal).then(
      (data) => !abort.signal.aborted && setState({ key, data, loading: false }),
      (error) => !abort.signal.aborted && setState((before) => ({ ...before, error, loading: false })),
    );
    return () => abort.abort();
  }, [key, round]);
  const current = state.key === key;
  return {
    data: current ? state.data : undefined,
    error: current ? state.error : undefined,
    loading: !current || state.loading,
    reload: useCallback(() => setRound((before) => before + 1), []),
    set: (data) => setState({ key, data, loading: false }),
  };
}

export interface Listed<Item> extends Omit<Loaded<Item[]>, "set"> {
  hasMore: boolean;
  more: () => Promise<void>;
}

type LoadPage<Item> = (
  before: string | undefined,
  signal?: AbortSignal,
) => Promise<{ items: Item[]; has_more: boolean }>;

/** A list that comes in pages, each after the last id of the one before. */
export function usePages<Item extends { id: string }>(load: LoadPage<Item>, key = ""): Listed<Item> {
  const first = useLoaded((signal) => load(undefined, signal), key);
  const page = first.data;
  const more = async () => {
    if (!page) return;
    const next = await load(page.items.at(-1)?.id);
    first.set({ items: [...page.items, ...next.items], has_more: next.has_more });
  };
  return { ...first, data: page?.items, hasMore: page?.has_more ?? false, more };
}
