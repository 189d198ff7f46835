// Whom a status is addressed to: what readers take its visibility from.
import type { Account, Status } from "../../db/schema.ts";
import { authorOf, type StatusPage } from "../../statuses/page.ts";
import { isOpen } from "../../statuses/visible.ts";
import { PUBLIC } from "./writer.ts";

/**
 * The groups for which a status is, as `audience` says (FEP-1b12): of what is for everybody, those that it mentions or answers in; of what is for the
 * members of one, that one.
 */
export const groupsOf = (status: Status, page: StatusPage): Account[] =>
  isOpen(status) || status.group_id > 0
    ? (page.mentions.get(status.id) ?? []).flatMap(({ account_id }) => {
        const account = page.accounts.get(account_id);
        return account?.actor_type === "Group" && (isOpen(status) || account_id === status.group_id) ? account : [];
      })
    : [];

export type Audience = { to: string[]; cc: string[] };

/** Public in `to` is public, in `cc` unlisted; followers alone private; nobody but those mentioned direct (as Mastodon reads it). */
export function toAudience(status: Status, page: StatusPage): Audience {
  const followers = authorOf(status, page).followers_url;
  const mentioned = (page.mentions.get(status.id) ?? []).flatMap(({ account_id }) => page.accounts.get(account_id)?.uri ?? []);
  const groups = groupsOf(status, page).map(({ followers_url }) => followers_url);
  switch (status.visibility) {
    case "public":
      return { to: [PUBLIC], cc: [followers, ...mentioned, ...groups] };
    case "unlisted":
      return { to: [followers], cc: [PUBLIC, ...mentioned, ...groups] };
    case "private":
      return { to: [followers], cc: mentioned };
    default:
      return { to: [...mentioned, ...groups], cc: [] };
  }
}
