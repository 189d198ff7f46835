/** The way in from other servers, for whoever presses "follow", "reply" or "share" there and lives here (FEP-3b86). Nothing is done before they say so here. */
import { search } from "../search/search.ts";
import { routes } from "../../views/routes.ts";
import { go, page, type Answer, type Route } from "./respond.ts";
import type { Visit } from "./visit.ts";

/** `?uri=` is an account (`acct:` or an address) or a status: their page here is where one follows or answers. */
async function interact(visit: Visit): Promise<Answer> {
  const asked = (visit.query.get("uri") ?? "")
    .trim()
    .slice(0, 2048)
    .replace(/^acct:/i, "@");
  const { account, status, author } = await find(visit, asked);
  if (status !== undefined && author !== undefined) return go(routes.status(status.id, author));
  return go(account === undefined ? routes.search(asked) : routes.profile(account));
}

async function find(visit: Visit, asked: string) {
  const { accounts, statuses } = await search(visit.kith, visit.viewer_id, { q: asked, limit: 1, resolve: true });
  const status = /^https?:/i.test(asked) ? statuses.statuses.get(statuses.ids[0] ?? 0) : undefined;
  return { account: accounts[0], status, author: statuses.accounts.get(status?.account_id ?? 0) };
}

/** The form with what another site would have one share: `text` (and, as Mastodon has it, `title` and `url`), a warning, and what it answers. */
async function share(visit: Visit): Promise<Answer> {
  const { query } = visit;
  const parent_uri = (query.get("in_reply_to") ?? "").trim().slice(0, 2048);
  const parent = parent_uri === "" ? undefined : (await find(visit, parent_uri)).status;
  const words = ["title", "text", "url"].flatMap((name) => query.get(name) || []);
  return go(routes.composeWith({ reply: parent?.id, text: words.join("\n\n"), spoiler_text: query.get("summary") ?? "" }));
}

export const elsewhereRoutes: readonly Route[] = [
  page("/authorize_interaction", "member", interact),
  page("/share", "member", share),
];
