/** Tasks of several kinds of interface, each in the middle of its work, as the screenshots show them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account, Answer } from "../browser/account";
import type { Server } from "../browser/server";

export interface Interfaces {
  annotationId: string;
  classicId: string;
  /** A training's page that came back with mistakes. */
  mistakesId: string;
}

type Taken = Answer & { tasks: Answer[] };

/** A folder with the street that is annotated, for `talka serve --files`. */
export async function pictures(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "talka-street-"));
  await writeFile(join(folder, "street.svg"), STREET);
  return folder;
}

export async function buildInterfaces(server: Server, lab: Account, maria: Account): Promise<Interfaces> {
  return {
    annotationId: await annotation(server, lab, maria),
    classicId: await classic(lab, maria),
    mistakesId: await mistakes(lab, maria),
  };
}

async function annotation(server: Server, lab: Account, maria: Account): Promise<string> {
  const data = { type: "data.output", path: "result" };
  const view = {
    type: "field.image-annotation",
    image: { type: "data.input", path: "image" },
    data,
    label: "Outline every vehicle",
    shapes: { polygon: true, rectangle: true, point: true },
    labels: [
      { label: "Car", value: "car" },
      { label: "Bicycle", value: "bicycle" },
      { label: "Bus", value: "bus" },
    ],
    validation: { type: "condition.required" },
  };
  const project = await lab.project({
    public_name: "Outline vehicles on street pictures",
    public_description: "Draw a shape around each car, bicycle and bus.",
    public_instructions: "",
    task_spec: spec(
      { image: { type: "url" } },
      { result: { type: "json" } },
      { type: "tb", config: JSON.stringify({ view, plugins: [KEYS] }), lock: { core: "1.0.0" } },
    ),
  });
  const pool = await lab.pool(project, ONE_TASK);
  await lab.tasks(pool, [{ image: `${server.url}/files/street.svg` }]);
  await lab.open("pools", pool);
  const { id } = await maria.take(pool);
  await maria.call("PUT", `/assignments/${id}/draft`, {
    solutions: [{ output_values: { result: SHAPES } }],
  });
  return id;
}

async function classic(lab: Account, maria: Account): Promise<string> {
  const project = await lab.project({
    public_name: "Check an address",
    public_description: "Look an address up and say whether it is right.",
    public_instructions: "",
    task_spec: spec(
      { address: { type: "string" } },
      {
        verdict: { type: "string", allowed_values: ["right", "wrong", "unknown"] },
        comment: { type: "string", required: false },
      },
      { type: "classic", markup: MARKUP, script: SCRIPT, styles: "h3 { margin-top: 0 }", assets: ASSETS },
    ),
  });
  const pool = await lab.pool(project, ONE_TASK);
  await lab.tasks(pool, [{ address: "Calle de la Paz 12, 46003 València" }]);
  await lab.open("pools", pool);
  return (await maria.take(pool)).id;
}

async function mistakes(lab: Account, maria: Account): Promise<string> {
  const project = await lab.project({
    public_name: "Is it a question?",
    public_description: "A short training.",
    public_instructions: "",
  });
  const training = await lab.training(project);
  const lessons: [text: string, result: string, hint: string][] = [
    ["Where is the next tram stop?", "good", "A question asks for something: answer “Good”."],
    ["The tram stops at the market.", "bad", "Nobody is asked for anything here: answer “Bad”."],
  ];
  for (const [text, result, hint] of lessons) {
    await lab.tasks(training, [{ text }], {
      known_solutions: [{ output_values: { result } }],
      message_on_unknown_solution: hint,
    });
  }
  await lab.open("trainings", training);
  // Nobody is trained for nothing.
  const requirement = { training_pool_id: training, training_passing_skill_value: 50 };
  const pool = await lab.pool(project, {
    quality_control: { training_requirement: requirement, configs: [] },
  });
  await lab.tasks(pool, [{ text: "Is this a question?" }, { text: "It is." }]);
  await lab.open("pools", pool);
  const taken: Taken = await maria.take(training);
  await maria.call("POST", `/assignments/${taken.id}/submit`, {
    solutions: taken.tasks.map(() => ({ output_values: { result: "good" } })),
  });
  return taken.id;
}

function spec(input_spec: object, output_spec: object, view: object): object {
  return { input_spec, output_spec, view_spec: { ...view, settings: SETTINGS } };
}

const SETTINGS = {
  showSkip: true,
  showTimer: true,
  showTitle: true,
  showFullscreen: true,
  showReward: true,
  showFinish: true,
  showSubmit: true,
  showMessage: true,
};

const ONE_TASK = {
  reward_per_assignment: 0.15,
  mixer_config: { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 },
};

const KEYS = {
  type: "plugin.field.image-annotation.hotkeys",
  labels: ["1", "2", "3"],
  modes: { select: "q", point: "w", rectangle: "e", polygon: "r" },
  confirm: "a",
  cancel: "s",
};

const MARKUP = `<h3>{{address}}</h3>
{{field type="radio" name="verdict" label="The address is right" value="right" hotkey="1"}}
{{field type="radio" name="verdict" label="It is wrong" value="wrong" hotkey="2"}}
{{field type="radio" name="verdict" label="Cannot be said" value="unknown" hotkey="3"}}
<p>{{field type="textarea" name="comment" placeholder="What is wrong with it?" rows=3 width="100%"}}</p>`;

const ASSETS = { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] };

const SCRIPT = `exports.Task = extend(TolokaHandlebarsTask, function (options) {
  TolokaHandlebarsTask.call(this, options);
}, {});
function extend(ParentClass, constructorFunction, prototypeHash) {
  constructorFunction = constructorFunction || function () {};
  prototypeHash = prototypeHash || {};
  if (ParentClass) { constructorFunction.prototype = Object.create(ParentClass.prototype); }
  for (var i in prototypeHash) { constructorFunction.prototype[i] = prototypeHash[i]; }
  constructorFunction.superclass = ParentClass;
  constructorFunction.constructor = constructorFunction;
  return constructorFunction;
}`;

/** Around the car, the bicycle and the bus of the street below: parts of its width and height. */
const SHAPES = [
  {
    shape: "polygon",
    label: "car",
    points: [
      [0.115, 0.78],
      [0.125, 0.7],
      [0.17, 0.685],
      [0.2, 0.61],
      [0.305, 0.61],
      [0.345, 0.685],
      [0.39, 0.705],
      [0.395, 0.78],
      [0.36, 0.83],
      [0.155, 0.83],
    ].map(([left, top]) => ({ left, top })),
  },
  { shape: "rectangle", label: "bicycle", left: 0.465, top: 0.655, width: 0.13, height: 0.18 },
  { shape: "point", label: "bus", left: 0.8, top: 0.6 },
];

const STREET = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 600" width="960" height="600">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#8fc1e3"/><stop offset="1" stop-color="#e8f1f5"/></linearGradient></defs>
<rect width="960" height="600" fill="url(#sky)"/>
<g fill="#c9b79c"><rect x="0" y="120" width="210" height="300"/><rect x="430" y="80" width="180" height="340"/></g>
<g fill="#b0826a"><rect x="210" y="170" width="220" height="250"/><rect x="610" y="150" width="350" height="270"/></g>
<g fill="#3d5366">${windows()}</g>
<rect y="400" width="960" height="60" fill="#9a9a94"/><rect y="460" width="960" height="140" fill="#4b4f54"/>
<g fill="#e9e6d8">${dashes()}</g>
<g><path d="M112 470 l10 -50 l45 -10 l30 -42 h96 l40 42 l45 12 l5 48 z" fill="#c0392b"/>
<path d="M205 408 l20 -30 h30 v30 z M265 378 h25 l28 30 h-53 z" fill="#dcebf2"/>
<g fill="#1d1f21"><circle cx="165" cy="474" r="24"/><circle cx="335" cy="474" r="24"/></g></g>
<g fill="none" stroke="#1f6f5c" stroke-width="7"><circle cx="475" cy="468" r="28" stroke="#222"/><circle cx="545" cy="468" r="28" stroke="#222"/>
<path d="M475 468 l22 -50 h34 l14 50 M497 418 l15 50 l19 -50 M505 468 h-30 M528 402 h14 l4 18 M488 412 h18"/></g>
<g><rect x="640" y="270" width="270" height="190" rx="14" fill="#e0a526"/>
<g fill="#dcebf2"><rect x="660" y="295" width="70" height="60"/><rect x="740" y="295" width="70" height="60"/><rect x="820" y="295" width="70" height="60"/></g>
<g fill="#1d1f21"><circle cx="705" cy="462" r="28"/><circle cx="850" cy="462" r="28"/></g></g></svg>`;

function windows(): string {
  const columns = [20, 80, 140, 230, 290, 350, 450, 510, 560, 630, 700, 770, 840, 910];
  return columns
    .flatMap((x) => [190, 250, 310].map((y) => `<rect x="${x}" y="${y}" width="32" height="40"/>`))
    .join("");
}

function dashes(): string {
  return [20, 180, 340, 500, 660, 820].map((x) => `<rect x="${x}" y="530" width="90" height="10"/>`).join("");
}
