/** Which page stands at which path. */
import { type ComponentChildren, isValidElement } from "preact";
import { match } from "~/kit/router";
import { AssignmentPage } from "./AssignmentPage";
import { type Lazy, lazy } from "./Lazy";
import { NotFound } from "./pages/NotFound";
import { Tasks } from "./pages/Tasks";

export type Section = "tasks" | "history" | "earnings" | "messages" | "skills" | "profile";

export interface Route {
  content: ComponentChildren;
  section?: Section | undefined;
  /** Without the app's sections around it. */
  bare?: boolean;
}

const MapPage = lazy<{ pool: string }>(() => import("./pages/Map"));
const History = lazy(() => import("./pages/History"));
const Earnings = lazy(() => import("./pages/Earnings"));
const Messages = lazy(() => import("./pages/Messages"));
const Thread = lazy<{ id: string }>(() => import("./pages/Thread"));
const Skills = lazy(() => import("./pages/Skills"));
const Profile = lazy(() => import("./pages/Profile"));

type Names = Record<string, string>;

const ROUTES: [string, (names: Names) => Route][] = [
  ["/", () => ({ section: "tasks", content: <Tasks /> })],
  ["/tasks", () => ({ section: "tasks", content: <Tasks /> })],
  // For who is logged in already.
  ["/login", () => ({ section: "tasks", content: <Tasks /> })],
  ["/register", () => ({ section: "tasks", content: <Tasks /> })],
  ["/assignments/:id", ({ id = "" }) => ({ bare: true, content: <AssignmentPage key={id} id={id} /> })],
  [
    "/tasks/:pool/places",
    ({ pool = "" }) => ({ section: "tasks", content: <MapPage key={pool} pool={pool} /> }),
  ],
  ["/history", () => ({ section: "history", content: <History /> })],
  ["/earnings", () => ({ section: "earnings", content: <Earnings /> })],
  ["/messages", () => ({ section: "messages", content: <Messages /> })],
  ["/messages/:id", ({ id = "" }) => ({ section: "messages", content: <Thread key={id} id={id} /> })],
  ["/skills", () => ({ section: "skills", content: <Skills /> })],
  ["/profile", () => ({ section: "profile", content: <Profile /> })],
];

/** Begin to load the code of the page at a path, before it is known whether it can be shown. */
export function preload(path: string): void {
  const { content } = route(path);
  if (isValidElement(content) && typeof content.type === "function" && "preload" in content.type) {
    (content.type as Lazy<object>).preload();
  }
}

export function route(path: string): Route {
  for (const [pattern, make] of ROUTES) {
    const names = match(pattern, path);
    if (names) return make(names);
  }
  return { content: <NotFound /> };
}
