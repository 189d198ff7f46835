/** Ways in from other servers: "follow" and "reply" buttons there, and ActivityPub uris that somebody opens in a browser. */
import { findAccountById } from "../accounts/find.ts";
import { missing } from "../errors.ts";
import { search } from "../search/search.ts";
import { routes } from "../../views/routes.ts";
import { go, page, type Answer, type Route } from "./respond.ts";
import { getOriginal } from "./thread.ts";
import { idParam, type Visit } from "./visit.ts";

/** `?uri=` is an account (`acct:` or an address) or a status: their page here is where one follows or answers. */
async function interact(visit: Visit): Promise<Answer> {
  const asked = (visit.query.get("uri") ?? "").trim().slice(0, 2048).replace(/^acct:/i, "@");
  const { accounts, statuses } = await search(visit.kith, visit.viewer_id, { q: asked, limit: 1, resolve: true });
  const status = statuses.statuses.get(statuses.ids[0] ?? 0);
  const author = status === undefined ? undefined : statuses.accounts.get(status.account_id);
  if (status !== undefined && author !== undefined && /^https?:/i.test(asked)) return go(routes.status(status.id, author));
  const [account] = accounts;
  return go(account === undefined ? routes.search(asked) : routes.profile(account));
}

/** Programs were answered by the federation's door before; this is somebody with a browser. */
async function openActor(visit: Visit): Promise<Answer> {
  const account = await findAccountById(visit.kith.db, idParam(visit) ?? 0);
  if (account === undefined || account.host !== "") throw missing();
  return go(routes.profile(account));
}

async function openStatus(visit: Visit): Promise<Answer> {
  const status = await getOriginal(visit, idParam(visit, "status"));
  const author = await findAccountById(visit.kith.db, status.account_id);
  if (author === undefined) throw missing();
  return go(routes.status(status.id, author));
}

export const elsewhereRoutes: readonly Route[] = [
  page("/authorize_interaction", "member", interact),
  page("/users/:id", "anyone", openActor),
  page("/users/:id/statuses/:status", "anyone", openStatus),
];
