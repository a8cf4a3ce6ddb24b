/** A requester or a worker who calls their API. */
export type Answer = Record<string, unknown> & { id: string; items: Answer[] };

/** What is to be worked on. */
export interface Work {
  project?: object;
  pool?: object;
  pages?: number;
  texts?: readonly string[];
}

export class Account {
  constructor(
    private readonly base: string,
    private readonly authorization: string,
    /** A requester's token, a worker's id. */
    readonly id: string,
  ) {}

  /** Call the API; an answer that is no success is thrown. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.base + path, {
      method,
      headers: { Authorization: this.authorization, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as Answer;
  }

  /** Move the sandbox's clock on. */
  async advance(hours: number): Promise<void> {
    await this.call("POST", "/../clock/advance", { seconds: Math.round(hours * 3600) });
  }

  // ---- what requesters set up ----------------------------------------------------------------------------------

  async project(form: object = {}): Promise<string> {
    return (await this.call("POST", "/projects", { ...PROJECT, ...form })).id;
  }

  /** A pool, closed and empty. */
  async pool(projectId: string, form: object = {}): Promise<string> {
    return (await this.call("POST", "/pools", { ...POOL, project_id: projectId, ...form })).id;
  }

  /** A training, closed and empty. */
  async training(projectId: string, form: object = {}): Promise<string> {
    return (await this.call("POST", "/trainings", { ...TRAINING, project_id: projectId, ...form })).id;
  }

  /** Tasks of a pool or training, by their input values; `more` goes into each. */
  async tasks(poolId: string, inputs: readonly object[], more: object = {}): Promise<void> {
    const tasks = inputs.map((input_values) => ({ pool_id: poolId, input_values, ...more }));
    await this.call("POST", "/tasks?allow_defaults=true", tasks);
  }

  async open(kind: "pools" | "trainings", id: string): Promise<void> {
    await this.call("POST", `/${kind}/${id}/open`);
  }

  /** A project with an open pool of so many pages; its texts are those given, over and over. */
  async work({ project = {}, pool = {}, pages = 2, texts = ["Text"] }: Work = {}) {
    const projectId = await this.project(project);
    const poolId = await this.pool(projectId, pool);
    const inputs = Array.from({ length: pages * PAGE }, (_, place) => ({
      text: texts[place % texts.length] ?? "",
    }));
    await this.tasks(poolId, inputs);
    await this.open("pools", poolId);
    return { projectId, poolId };
  }

  // ---- what workers do -----------------------------------------------------------------------------------------

  async take(poolId: string): Promise<Answer & { tasks: Answer[] }> {
    return (await this.call("POST", `/pools/${poolId}/assignments`)) as Answer & { tasks: Answer[] };
  }

  /** Take a suite and hand it in with the same answer to each task; its id. */
  async complete(poolId: string, output: object = { result: "good" }): Promise<string> {
    const { id, tasks } = await this.take(poolId);
    await this.call("POST", `/assignments/${id}/submit`, {
      solutions: tasks.map(() => ({ output_values: output })),
    });
    return id;
  }
}

/** How many tasks a page of these pools has. */
export const PAGE = 2;

/** A project whose workers say whether a text is good or bad. */
export const PROJECT = {
  public_name: "Good or bad?",
  public_description: "Read short texts and say what you think of them",
  public_instructions: "<h3>What to do</h3><p>Read each text <b>to its end</b>.</p>",
  task_spec: {
    input_spec: { text: { type: "string" } },
    output_spec: { result: { type: "string", allowed_values: ["good", "bad"] } },
    view_spec: {
      type: "tb",
      settings: {
        showSkip: true,
        showTimer: true,
        showTitle: true,
        showFullscreen: true,
        showInstructions: true,
      },
      config: JSON.stringify({
        view: {
          type: "view.list",
          items: [
            { type: "view.text", content: { type: "data.input", path: "text" } },
            {
              type: "field.radio-group",
              label: "What do you think?",
              data: { type: "data.output", path: "result" },
              options: [
                { value: "good", label: "Good" },
                { value: "bad", label: "Bad" },
              ],
              validation: { type: "condition.required" },
            },
          ],
        },
      }),
      lock: { core: "1.0.0", "view.list": "1.0.0", "view.text": "1.0.0", "field.radio-group": "1.0.0" },
      inferDataSpec: false,
    },
  },
  assignments_issuing_type: "AUTOMATED",
};

const POOL = {
  private_name: "pool",
  will_expire: "2099-01-01T00:00:00",
  reward_per_assignment: 0.05,
  assignment_max_duration_seconds: 600,
  may_contain_adult_content: false,
  auto_accept_solutions: false,
  auto_accept_period_day: 3,
  defaults: { default_overlap_for_new_task_suites: 5, default_overlap_for_new_tasks: 5 },
  mixer_config: { real_tasks_count: PAGE, golden_tasks_count: 0, training_tasks_count: 0 },
};

const TRAINING = {
  private_name: "training",
  inherited_instructions: true,
  may_contain_adult_content: false,
  assignment_max_duration_seconds: 600,
  training_tasks_in_task_suite_count: PAGE,
  task_suites_required_to_pass: 1,
};
