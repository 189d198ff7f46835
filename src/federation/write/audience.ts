// Whom a status is addressed to: what readers take its visibility from.
import type { Status } from "../../db/schema.ts";
import { authorOf, type StatusPage } from "../../statuses/page.ts";
import { PUBLIC } from "./writer.ts";

export type Audience = { to: string[]; cc: string[] };

/** Public in `to` is public, in `cc` unlisted; followers alone private; nobody but those mentioned direct (as Mastodon reads it). */
export function toAudience(status: Status, page: StatusPage): Audience {
  const followers = authorOf(status, page).followers_url;
  const mentioned = (page.mentions.get(status.id) ?? []).flatMap(({ account_id }) => page.accounts.get(account_id)?.uri ?? []);
  switch (status.visibility) {
    case "public":
      return { to: [PUBLIC], cc: [followers, ...mentioned] };
    case "unlisted":
      return { to: [followers], cc: [PUBLIC, ...mentioned] };
    case "private":
      return { to: [followers], cc: mentioned };
    default:
      return { to: mentioned, cc: [] };
  }
}
