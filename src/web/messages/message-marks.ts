/** What has become of the newest message that one has written, in a word or two. */
import type { Member } from "../../chats/load.ts";
import { hasChosenMarks, seenBy } from "../../chats/seen.ts";
import type { Account } from "../../db/schema.ts";
import { runsKith } from "../../hosts/software.ts";
import { countReceipts } from "../../receipts/load.ts";
import type { Visit } from "../frame/visit.ts";
import { myUser } from "../frame/visit.ts";

type Newest = { newest: number; members: readonly Member[]; accounts: ReadonlyMap<number, Account> };

/** Read, as far as all concerned allow it to be known; otherwise delivered, or sent. */
export async function markWords(visit: Visit, { newest, members, accounts }: Newest): Promise<string> {
  const { kith, viewer_id, locale } = visit;
  const others = members.filter(({ account_id }) => account_id !== viewer_id);
  const readers = await seenBy(kith, myUser(visit), { status_id: newest, members: others });
  if (readers.length > 0 && readers.length === others.length) return locale.t("messages.mark_read");
  if (readers.length > 0) {
    const names = readers.flatMap((one) => accounts.get(one) ?? []).map((account) => account.display_name || account.username);
    return locale.t("messages.mark_read_by", { names: locale.list(names.slice(0, 5)) });
  }
  const elsewhere = others.some(({ account_id }) => accounts.get(account_id)?.host !== "");
  if (!elsewhere) return locale.t("messages.mark_delivered");
  const { hosts, delivered, failed, refused, suspended } = await countReceipts(kith.db, newest);
  if (failed + refused + suspended > 0) return locale.t("messages.mark_undelivered");
  return locale.t(hosts > 0 && hosts === delivered ? "messages.mark_delivered" : "messages.mark_sent");
}

/** Whether to ask what others may see of one's reading: of who writes to people of whom one could see it, too, and has not said so yet or the contrary. */
export async function asksMarks(visit: Visit, { members, accounts }: Omit<Newest, "newest">): Promise<boolean> {
  const { kith, viewer_id, session } = visit;
  // Who acts for a team does not choose for it.
  if (session?.member !== undefined || hasChosenMarks(myUser(visit))) return false;
  const hosts = members.flatMap(({ account_id }) => (account_id === viewer_id ? [] : (accounts.get(account_id)?.host ?? [])));
  return hosts.includes("") || (await runsKith(kith.db, hosts));
}
