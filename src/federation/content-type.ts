/** Which media types carry ActivityPub (ActivityPub, 3.2). Anything else is a file that somebody uploaded, whatever it looks like (CVE-2024-25623). */

export const ACTIVITY_JSON = "application/activity+json";
/** What we ask for when we want an object. */
export const ACCEPT_ACTIVITY = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

const PROFILE = "https://www.w3.org/ns/activitystreams";
const PARAMETER = /;\s*([\w!#$&^.+-]+)\s*=\s*(?:"([^"\\]*)"|([^;"\s]+))/g;

/** The `type/subtype` of a Content-Type header, in lower case. */
export const typeOf = (header: string): string => (header.split(";", 1)[0] ?? "").trim().toLowerCase();

/** Whether a Content-Type is `application/activity+json`, or `application/ld+json` with the ActivityStreams profile; parameters in any order. */
export function isActivityType(header: string | undefined): boolean {
  if (header === undefined || header.length > 500) return false;
  const type = typeOf(header);
  if (type === ACTIVITY_JSON) return true;
  if (type !== "application/ld+json") return false;
  for (const [, name = "", quoted, bare] of header.matchAll(PARAMETER)) {
    if (name.toLowerCase() === "profile") return (quoted ?? bare ?? "").split(/\s+/).includes(PROFILE);
  }
  return false;
}

/** Whether it is JSON of any kind, ActivityPub's or not. */
export const isJsonType = (header: string | undefined): boolean =>
  isActivityType(header) || typeOf(header?.slice(0, 500) ?? "") === "application/json";
