/** Addresses that come from configs and inputs. */

/** Whether a worker may follow it: http and https, or a place on this server. */
export function isFollowable(url: string): boolean {
  if (url.startsWith("/")) return true;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
