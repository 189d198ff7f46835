/** Deletes of groups elsewhere by others than themselves: Lemmy's and PieFed's communities are deleted by who looks after them, and pass that on. */
import { markGone } from "../../accounts/receive.ts";
import type { Account } from "../../db/schema.ts";
import { servesDeleted } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import { refetchAccount } from "../lookup/account.ts";

/**
 * The group's own address is asked whether it is so. Where what is deleted is served for ever that says nothing, and whoever may speak for the group is believed.
 *
 * @param vouched the group itself has said it, or somebody who looks after it
 */
export async function receiveGroupEnd(kith: Kith, group: Account, vouched: () => Promise<boolean>): Promise<void> {
  const still = await refetchAccount(kith, group);
  if (still !== undefined && (await servesDeleted(kith.db, group.host)) && (await vouched())) await markGone(kith, group);
}
