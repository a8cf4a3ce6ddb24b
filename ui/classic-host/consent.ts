/**
 * The browser asks once whether the app may know where the worker is; that answer must not hold for every
 * requester's script. So the app asks again, for each project, until it is left.
 */
const given = new Map<string, boolean>();

export function consentOf(project: string): boolean | undefined {
  return given.get(project);
}

export function rememberConsent(project: string, allowed: boolean): void {
  given.set(project, allowed);
}
