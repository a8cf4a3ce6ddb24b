/** A worker's month with three requesters, as the screenshots show it. In the sandbox, whose clock can be moved. */
import { type Account, PAGE } from "../browser/account";
import type { Server } from "../browser/server";
import { buildInterfaces, type Interfaces } from "./interfaces";

export const PASSWORD = "correct horse battery";
/** Tasks, at this frequency. */
const CAPTCHA_AFTER = 10;
const SANDBOX = { sandbox: true };

export interface World extends Interfaces {
  library: Account;
  assignmentId: string;
  /** One that was rejected, to be seen with its answers. */
  reviewedId: string;
  mapPoolId: string;
  threadId: string;
}

const STREETS = {
  public_name: "What is on this street photo?",
  public_description: "Look at photos of crossings and name what can be seen. No local knowledge needed.",
};
const OPINIONS = [
  "I could not put it down. The harbour is drawn so well that one smells it.",
  "Arrived late and with a bent corner.",
  "A fine second half, but one has to get through the first hundred pages to reach it.",
  "Bought it for my daughter, who is nine. She read it twice in a week and then to her brother.",
];
const SCENES = [
  "A crossing with two bicycle lanes, seen from the pavement in the rain.",
  "A school with a zebra crossing in front of it; a parked van covers half of it.",
];
const REVIEWS = {
  public_name: "Is this review helpful?",
  public_description: "Read short reviews of books and say whether they would help somebody choose.",
};
const SOUNDS = {
  public_name: "Listen to bird calls",
  public_description: "Recordings of a few seconds. A short training teaches you the five most common birds.",
};
const SHOPS = {
  public_name: "Visit a pharmacy nearby",
  public_description: "Check the opening hours on the door and take a photo of them.",
  assignments_issuing_type: "MAP_SELECTOR",
  assignments_issuing_view_config: { title_template: "Pharmacy", description_template: "Is it open?" },
};
const PLACES = [
  [52.5163, 13.3777],
  [52.5206, 13.4094],
  [52.5009, 13.4223],
  [52.5321, 13.3849],
  [52.5072, 13.3904],
  [52.5251, 13.3694],
  [52.4974, 13.3911],
  [52.5407, 13.4122],
];

/** Everything but what is only listed: fourteen days of work, most of it accepted. */
export async function build(server: Server): Promise<World> {
  const library = await server.requester("City Library", SANDBOX);
  const streets = await server.requester("Safer Crossings", SANDBOX);
  const lab = await server.requester("Bird Sound Lab", SANDBOX);
  const maria = await server.worker("maria", PASSWORD, SANDBOX);
  await maria.call("PATCH", "/me", {
    profile: {
      full_name: "María Álvarez",
      country: "ES",
      city: "Valencia",
      languages: ["ES", "EN"],
      date_of_birth: "1994-05-17",
    },
  });
  const photos = await streets.work({
    project: STREETS,
    texts: SCENES,
    pages: 60,
    pool: { reward_per_assignment: 0.12 },
  });
  const reviews = await library.work({
    project: REVIEWS,
    texts: OPINIONS,
    pages: 40,
    pool: { reward_per_assignment: 0.08, auto_accept_solutions: true, assignment_max_duration_seconds: 1200 },
  });
  await fortnight(maria, streets, photos.poolId, reviews.poolId);
  const reviewedId = await judge(streets, maria);
  await skills(library, lab, maria);
  await training(lab);
  await closed(library);
  const threadId = await talk(streets, maria, photos.poolId);
  const { id } = await maria.take(reviews.poolId);
  const mapPoolId = await map(library);
  const interfaces = await buildInterfaces(server, lab, maria);
  await captcha(lab, maria);
  return { library, assignmentId: id, reviewedId, mapPoolId, threadId, ...interfaces };
}

async function fortnight(maria: Account, streets: Account, photos: string, reviews: string): Promise<void> {
  const pages = [2, 3, 1, 4, 0, 3, 5, 2, 4, 3, 1, 5, 4, 3];
  for (const [day, count] of pages.entries()) {
    for (let page = 0; page < count; page++) {
      const first = await maria.complete(day % 2 ? photos : reviews);
      if (day % 2 && day < 11) await streets.call("PATCH", `/assignments/${first}`, { status: "ACCEPTED" });
    }
    if (day < pages.length - 1) await streets.advance(24);
  }
}

async function judge(streets: Account, maria: Account): Promise<string> {
  const waiting = (await maria.call("GET", "/assignments?status=SUBMITTED")).items;
  const [wrong, right] = waiting;
  if (!wrong || !right) throw new Error("no page waits for review");
  await streets.call("PATCH", `/assignments/${wrong.id}`, {
    status: "REJECTED",
    public_comment: "The bicycle lane on the second photo was overlooked.",
  });
  await streets.call("PATCH", `/assignments/${right.id}`, {
    status: "ACCEPTED",
    public_comment: "Very careful, thank you!",
  });
  await streets.call("POST", "/user-bonuses", {
    user_id: maria.id,
    amount: 1.5,
    assignment_id: right.id,
    public_title: { EN: "A hundred photos" },
    public_message: { EN: "Thank you for the first hundred!" },
  });
  return wrong.id;
}

async function skills(library: Account, lab: Account, maria: Account): Promise<void> {
  const values: [Account, string, number][] = [
    [library, "Reading with care", 92],
    [library, "Spanish reviews", 78],
    [lab, "Bird calls of the city", 64],
  ];
  for (const [requester, name, value] of values) {
    const skill = await requester.call("POST", "/skills", { name, hidden: false, public_name: { EN: name } });
    await requester.call("PUT", "/user-skills", { user_id: maria.id, skill_id: skill.id, value });
  }
}

async function training(lab: Account): Promise<void> {
  const project = await lab.project(SOUNDS);
  const lessons = await lab.training(project);
  const known = {
    known_solutions: [{ output_values: { result: "good" } }],
    message_on_unknown_solution: "Listen again",
  };
  await lab.tasks(
    lessons,
    Array.from({ length: PAGE }, (_, place) => ({ text: `Call ${place + 1}` })),
    known,
  );
  await lab.open("trainings", lessons);
  const requirement = { training_pool_id: lessons, training_passing_skill_value: 70 };
  const pool = await lab.pool(project, {
    reward_per_assignment: 0.2,
    quality_control: { training_requirement: requirement, configs: [] },
  });
  await lab.tasks(pool, [{ text: "One" }, { text: "Two" }]);
  await lab.open("pools", pool);
}

async function closed(library: Account): Promise<void> {
  await library.work({
    project: {
      public_name: "Proofread German letters",
      public_description: "Old letters, typed again from scans.",
    },
    pool: {
      reward_per_assignment: 0.4,
      filter: { and: [{ or: [{ category: "profile", key: "country", operator: "EQ", value: "DE" }] }] },
    },
  });
}

/** Enough was done for the next page to ask whether a person is there. */
async function captcha(lab: Account, maria: Account): Promise<void> {
  const { poolId } = await lab.work({
    project: { public_name: "Name the mood", public_description: "Short sentences, and how they sound." },
    pool: { reward_per_assignment: 0.05, quality_control: { captcha_frequency: "HIGH", configs: [] } },
    pages: 20,
  });
  for (let page = 0; page < CAPTCHA_AFTER / PAGE; page += 1) await maria.complete(poolId);
}

async function talk(streets: Account, maria: Account, poolId: string): Promise<string> {
  const question = "On some photos the sign is half covered. Should I name it all the same?";
  const thread = await maria.call("POST", "/messages", { pool_id: poolId, text: question });
  await streets.call("POST", `/message-threads/${thread.id}/reply`, {
    text: { EN: "Yes, please, as long as you are sure which sign it is. If not, leave it out." },
  });
  await streets.call("POST", "/message-threads/compose", {
    topic: { EN: "New photos on Monday" },
    text: {
      EN: "Three thousand photos of school crossings arrive on Monday morning. We would be glad to have you.",
    },
    recipients_select_type: "DIRECT",
    recipients_ids: [maria.id],
    answerable: true,
  });
  return thread.id;
}

async function map(library: Account): Promise<string> {
  const project = await library.project(SHOPS);
  const pool = await library.pool(project, {
    reward_per_assignment: 1.2,
    assignment_max_duration_seconds: 86_400,
    mixer_config: undefined,
  });
  const suites = PLACES.map(([latitude, longitude]) => ({
    pool_id: pool,
    overlap: 1,
    tasks: [{ input_values: { text: "Pharmacy" } }],
    latitude,
    longitude,
  }));
  await library.call("POST", "/task-suites", suites);
  await library.open("pools", pool);
  return pool;
}
