/** Forms that write to a group ask first whether whoever opens them may: nobody is to write what is refused in the end. */
import type { Account } from "../../db/schema.ts";
import type { Draft } from "../../statuses/draft.ts";
import type { Objection, Objections } from "../../../views/parts/objection.ts";
import { loadBars } from "../../groups/barred.ts";
import { findBar, getGroupNamed, titleFor, titlesFor } from "../../groups/bar.ts";
import { findOwnGroup } from "../../groups/load.ts";
import { loadStanding } from "../../groups/look.ts";
import { groupBarView } from "../../../views/groups/group-bar.ts";
import { contextOf } from "../frame/context.ts";
import { show, type Answer } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";
import { relationsOf } from "../people/accounts.ts";

/** The group that `?group=` names, by id or handle; undefined without. @throws Refusal `missing`, `gone` */
export async function askedGroup({ kith, query }: Visit): Promise<Account | undefined> {
  const name = (query.get("group") ?? "").trim().slice(0, 300);
  return name === "" ? undefined : await getGroupNamed(kith, name);
}

/** Of what is not published yet: why its groups will refuse it, by group. */
export async function objectionsTo(visit: Visit, drafts: readonly Draft[]): Promise<Objections> {
  const { kith, locale, viewer_id } = visit;
  const bars = await loadBars(
    kith,
    me(visit),
    drafts.map(({ group_id, in_reply_to_id }) => (in_reply_to_id === undefined ? group_id : undefined)),
  );
  const open = [...bars.values()].map(({ group }) => group).filter(({ deleted_at }) => deleted_at === 0);
  const titles = await titlesFor(kith.db, open, viewer_id);
  const told = new Map<number, Objection>();
  for (const [id, { group, reason, joining }] of bars) {
    const title = titles.get(id) ?? group.username;
    told.set(id, { group, title, joining, reason: locale.refusal(reason) });
  }
  return told;
}

/** The page that says why they may not; undefined for who may. */
export async function barFrom(visit: Visit, account: Account): Promise<Answer | undefined> {
  const { kith, locale, viewer_id } = visit;
  const self = me(visit);
  const bar = await findBar(kith, self, account);
  if (bar === undefined) return undefined;
  const group = bar.joining && account.host === "" ? await findOwnGroup(kith.db, account.id) : undefined;
  const relation = bar.joining && group === undefined ? (await relationsOf(visit, [account.id])).get(account.id) : undefined;
  const title = await titleFor(kith.db, account, viewer_id);
  const own = group && { ...group, standing: await loadStanding(kith, group, self) };
  return show(groupBarView(await contextOf(visit), { account, title, objection: locale.refusal(bar.reason), own, relation }));
}
