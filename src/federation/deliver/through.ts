/**
 * Where what somebody of ours does about a status is sent: to its author. In a group for its members that lives neither here nor with the author, only the
 * group knows who is in it: there it is sent to the group, which passes it on.
 */
import type { Status } from "../../db/schema.ts";
import { originOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import { inboxesOf } from "./recipients.ts";

/** None where nobody elsewhere has written it. */
export async function inboxesAbout(
  kith: Kith,
  { account_id, visibility, group_id }: Pick<Status, "account_id" | "visibility" | "group_id">,
): Promise<string[]> {
  const [author] = await inboxesOf(kith, [account_id], "own");
  if (author === undefined || visibility !== "limited" || group_id === 0) return author === undefined ? [] : [author];
  const [group] = await inboxesOf(kith, [group_id], "own");
  return group === undefined || originOf(group) === originOf(author) ? [author] : [group];
}
