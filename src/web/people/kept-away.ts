/** Mutes, blocks, blocked servers and followed tags, in pages, each with the way to end it. */
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import { loadBlocks } from "../../blocks/block.ts";
import { blockHost, loadBlockedHosts, unblockHost } from "../../blocks/domains.ts";
import { loadMutes } from "../../blocks/mute.ts";
import type { Account } from "../../db/schema.ts";
import { readId } from "../../ids.ts";
import { followTag, loadFollowedTags } from "../../tags/follow.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { blocksView, domainBlocksView, followedTagsView, mutesView } from "../../../views/people/kept-away.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { loadPeople } from "./people.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 40;

/** What the form before has ended, as it says in the address; the page's own address is without it. */
function readUndone(asked: Visit): { visit: Visit; undone: string | undefined } {
  const undone = asked.query.get("undone")?.slice(0, 500);
  if (undone === undefined) return { visit: asked, undone };
  const url = new URL(asked.path, "http://here");
  url.searchParams.delete("undone");
  return { visit: { ...asked, path: `${url.pathname}${url.search}` }, undone };
}

const findUndone = async ({ kith }: Visit, id: string | undefined): Promise<Account | undefined> =>
  id === undefined ? undefined : await findAccountById(kith.db, readId(id) ?? 0);

async function showMutes(asked: Visit): Promise<Answer> {
  const { visit, undone } = readUndone(asked);
  const { kith } = visit;
  const [id, seconds = "0", notifications] = undone?.split(".") ?? [];
  const ended = await findUndone(visit, id);
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadMutes(kith.db, me(visit).id, kith.now(), paging), ({ id }) => id);
  const found = await loadAccounts(
    kith.db,
    items.map(({ account_id }) => account_id),
  );
  const accounts = items.flatMap(({ account_id, expires_at, notifications: all }) => {
    const account = found.get(account_id);
    return account === undefined || account.deleted_at > 0 ? [] : [{ account, expires_at, notifications: all }];
  });
  const again = ended && { account: ended, duration: Number(seconds) || 0, notifications: notifications === "1" };
  return show(mutesView(await contextOf(visit), { accounts, pager, undone: again }));
}

async function showBlocks(asked: Visit): Promise<Answer> {
  const { visit, undone } = readUndone(asked);
  const people = await loadPeople(visit, async (paging) => await loadBlocks(visit.kith.db, me(visit).id, paging));
  return show(blocksView(await contextOf(visit), { ...people, undone: await findUndone(visit, undone) }));
}

async function showHosts(asked: Visit, problems?: Problems): Promise<Answer> {
  const { visit, undone } = readUndone(asked);
  const paging = readPaging(visit, SIZE);
  const found = await loadBlockedHosts(visit.kith.db, me(visit).id, paging);
  const { items, pager } = cut(visit, paging, found, ({ id }) => id);
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  const hosts = items.map(({ host }) => host);
  return show(domainBlocksView(await contextOf(visit), { hosts, pager, undone, ...state }), problems === undefined ? 200 : 422);
}

async function addHost(visit: Visit): Promise<Answer> {
  const blocked = blockHost(visit.kith, me(visit), visit.form.text("domain")).then(() => undefined);
  const problems = await blocked.catch((error: unknown) => problemsOf(error, visit.locale, "domain"));
  if (problems !== undefined) return await showHosts(visit, problems);
  return go(returnPath(visit, routes.domainBlocks), "people.said_host_blocked");
}

async function endHost(visit: Visit): Promise<Answer> {
  await unblockHost(visit.kith, me(visit), visit.form.text("domain"));
  return go(returnPath(visit, routes.domainBlocks), "people.said_host_unblocked");
}

async function showTags(asked: Visit, problems?: Problems): Promise<Answer> {
  const { visit, undone } = readUndone(asked);
  const paging = readPaging(visit, SIZE);
  const found = await loadFollowedTags(visit.kith.db, me(visit).id, paging);
  const { items, pager } = cut(visit, paging, found, ({ id }) => id);
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  const tags = items.map(({ tag }) => tag);
  return show(followedTagsView(await contextOf(visit), { tags, pager, undone, ...state }), problems === undefined ? 200 : 422);
}

async function addTag(visit: Visit): Promise<Answer> {
  const name = visit.form
    .text("tag")
    .trim()
    .replace(/^[#＃]/, "")
    .slice(0, 500);
  const followed = followTag(visit.kith, me(visit), name).then(() => undefined);
  const problems = await followed.catch((error: unknown) => ({
    ...problemsOf(error, visit.locale, "tag"),
    tag: visit.locale.t("people.no_tag"),
  }));
  return problems === undefined ? go(routes.followedTags, "people.said_tag") : await showTags(visit, problems);
}

export const keptAwayRoutes: readonly Route[] = [
  page(routes.mutes, "member", showMutes),
  page(routes.blocks, "member", showBlocks),
  page(routes.domainBlocks, "member", async (visit) => await showHosts(visit)),
  action(routes.domainBlocks, "member", addHost),
  action(routes.endDomainBlock, "member", endHost),
  page(routes.followedTags, "member", async (visit) => await showTags(visit)),
  action(routes.followedTags, "member", addTag),
];
