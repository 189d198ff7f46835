/**
 * Serves what a group tells those alone who are in it, when they ask as themselves: by the key of the very account that is in the group. A server's own key will not do.
 * With that it asks for whatever it shows to all its people; what is asked for with somebody's own key it has asked for that one.
 *
 * It is not the group's actor that says more to some, for there are servers that fetch every actor with the key of whoever looks, and keep it for all.
 */
import type { Request, Response } from "express";
import { missing } from "../../errors.ts";
import { isHidden } from "../../groups/inside.ts";
import { findGroupRow, findStanding } from "../../groups/load.ts";
import { findBan } from "../../groups/members.ts";
import type { Kith } from "../../kith.ts";
import { FOR_SERVERS, marker } from "../../media/apart.ts";
import { isBarred } from "../../moderation/policy.ts";
import { toInside } from "../write/inside.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, wantsActivity } from "./answer.ts";
import { findReader } from "./reader.ts";

/** @throws Refusal `missing` for everybody else, and for a group that tells everybody: whether it is there is nobody's business */
export async function serveInside(kith: Kith, request: Request, response: Response): Promise<void> {
  if (!wantsActivity(request.headers.accept)) throw missing();
  const account = await getStandingAccount(kith, request.params.id);
  const group = await findGroupRow(kith.db, account.id);
  if (group === undefined || !isHidden(account, group)) throw missing();
  const reader = await findReader(kith, request);
  if (reader === undefined || (await isBarred(kith, reader.uri))) throw missing();
  if ((await findStanding(kith.db, account.id, reader.id)) !== "member") throw missing();
  if ((await findBan(kith.db, reader.id, [account.id], kith.now())) !== undefined) throw missing();
  reply(response, { body: JSON.stringify(toInside(kith.instance, account.uri, group, marker(kith, FOR_SERVERS))), open: false });
}
