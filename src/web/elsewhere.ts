/** The way in from other servers, for whoever presses "follow" or "reply" there and lives here. */
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
  const { accounts, statuses } = await search(visit.kith, visit.viewer_id, { q: asked, limit: 1, resolve: true });
  const status = statuses.statuses.get(statuses.ids[0] ?? 0);
  const author = status === undefined ? undefined : statuses.accounts.get(status.account_id);
  if (status !== undefined && author !== undefined && /^https?:/i.test(asked)) return go(routes.status(status.id, author));
  const [account] = accounts;
  return go(account === undefined ? routes.search(asked) : routes.profile(account));
}

export const elsewhereRoutes: readonly Route[] = [page("/authorize_interaction", "member", interact)];
