import { lazy } from "./Lazy";

/** The page of tasks: most of the app's code, which is loaded before it is needed wherever that can be foreseen. */
export const AssignmentPage = lazy<{ id: string }>(() => import("./assignment"));
