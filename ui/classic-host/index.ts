export { ClassicSuite, type ClassicSuiteProps } from "./classic-suite";
export type { Answer, ClassicServices, ErrorsByTask, SubmitResult, Warning } from "./types";
