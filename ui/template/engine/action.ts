/** Actions: data until they are dispatched (template-builder 5). */
import type { Definition } from "./config";
import type { DataRef } from "./data";
import { isEqual } from "./json";
import type { Mount } from "./mount";
import type { Scope } from "./scope";
import type { Task } from "./task";

/** An action of the config in the place where it stands. */
export class Action {
  constructor(
    readonly definition: Definition,
    readonly scope: Scope,
  ) {}

  /** What it would do, resolved now. Reading it subscribes. */
  signature(): Signature {
    const props = this.scope.props(this.definition);
    const ref = props.data as DataRef | undefined;
    return {
      type: this.definition.type,
      ...(ref ? { data: ref.key } : {}),
      ...(this.definition.targets.view === undefined ? {} : { view: this.definition.targets.view }),
      payload: signed(props.payload),
    };
  }

  dispatch(): void {
    const { schema } = this.definition;
    const { task } = this.scope;
    if (schema.kind !== "action") return;
    task.change(() =>
      task.attempt(() => schema.run(this.scope.props(this.definition), new Acting(task, this))),
    );
  }
}

/** What makes two actions the same: a control shows the key whose action is its own. */
export interface Signature {
  readonly type: string;
  readonly data?: string;
  readonly view?: string;
  readonly payload?: unknown;
}

/** A payload with the actions in it told by what they would do. */
function signed(payload: unknown): unknown {
  if (payload instanceof Action) return payload.signature();
  return Array.isArray(payload) ? payload.map(signed) : payload;
}

export function isSame(one: Signature, other: Signature): boolean {
  return (
    one.type === other.type &&
    one.data === other.data &&
    one.view === other.view &&
    isEqual(one.payload, other.payload)
  );
}

/** What an action works with while it runs. */
export class Acting {
  constructor(
    readonly task: Task,
    readonly action: Action,
  ) {}

  /** Write by an action: dropped where the page is only read. */
  write(ref: DataRef | undefined, value: unknown): void {
    if (ref) this.task.writeByAction(ref, value);
  }

  /** The component that the action's `view` means: of several, the one mounted last. */
  get target(): Mount | undefined {
    const place = this.action.definition.targets.view;
    return place === undefined ? undefined : this.task.mountedAt(place);
  }
}
