/** The way in from other servers, for whoever presses "follow", "reply" or "share" there and lives here (FEP-3b86). Nothing is done before they say so here. */
import { addressKey, assertLimit } from "../../access/limits.ts";
import { findAccountById } from "../../accounts/find.ts";
import { invalid, missing } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { search } from "../../search/search.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { normalizeHost, parseHandle } from "../../text/names.ts";
import { messageView } from "../../../views/frame/message.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { inside } from "../frame/inside.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";

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
  const { kith, viewer_id } = visit;
  const { account_ids, status_ids } = await search(kith, viewer_id, { q: asked, limit: 1, resolve: true });
  const [id] = /^https?:/i.test(asked) ? status_ids : [];
  const status = id === undefined ? undefined : await findVisibleStatus(kith.db, viewer_id, id);
  const [account_id] = account_ids;
  const account = account_id === undefined ? undefined : await findAccountById(kith.db, account_id);
  return { account, status, author: status && (await findAccountById(kith.db, status.account_id)) };
}

/** The form with what another site would have one share: `text` (and, as Mastodon has it, `title` and `url`), a warning, and what it answers. */
async function share(visit: Visit): Promise<Answer> {
  const { query } = visit;
  const parent_uri = (query.get("in_reply_to") ?? "").trim().slice(0, 2048);
  const parent = parent_uri === "" ? undefined : (await find(visit, parent_uri)).status;
  const words = ["title", "text", "url"].flatMap((name) => query.get(name) || []);
  return go(routes.composeWith({ reply: parent?.id, text: words.join("\n\n"), spoiler_text: query.get("summary") ?? "" }));
}

/** ms that a page waits for the visitor's server. */
const DOOR_TIMEOUT = 8000;

/**
 * The way out for visitors who live on another server: their server's own page for following or answering. It is shown as a link, not gone to:
 * nobody is sent away by a form.
 */
async function leave(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const uri = localAddress(kith.instance, form.text("uri"));
  if (uri === undefined) throw missing();
  await assertLimit(kith, "elsewhere", addressKey(visit.ip));
  const typed = form.text("server").trim().toLowerCase().slice(0, 320);
  const template = await doorOf(kith, typed);
  if (template === undefined) throw invalid("This server cannot be found, or says nothing of such a page");
  const link = {
    href: template.replace("{uri}", encodeURIComponent(uri)),
    label: locale.t("about.go_to_server", { server: hostOf(typed) }),
  };
  const text = locale.t("about.go_to_server_words");
  return show(messageView(await contextOf(visit), { title: locale.t("about.from_elsewhere"), text, link }));
}

const hostOf = (typed: string): string =>
  typed
    .replace(/^https?:\/\//, "")
    .split("@")
    .at(-1)
    ?.split("/")[0] ?? "";

/** Of a whole handle, what its server says; of a server alone, the address that Mastodon has and most others have taken over. */
async function doorOf(kith: Kith, typed: string): Promise<string | undefined> {
  const handle = parseHandle(typed);
  if (handle?.host !== undefined) return await kith.remote.findDoor(typed, { timeout: DOOR_TIMEOUT });
  const host = normalizeHost(hostOf(typed));
  return host === undefined || host === kith.instance.domain ? undefined : `https://${host}/authorize_interaction?uri={uri}`;
}

/** What is followed or answered has to be ours: a visitor sees nothing else here that they could not open there. */
const localAddress = ({ origin }: Kith["instance"], uri: string): string | undefined =>
  uri.length <= 2048 && URL.parse(uri)?.origin === origin ? uri : undefined;

export const elsewhereRoutes: readonly Route[] = [
  page("/authorize_interaction", "member", interact),
  page("/share", "member", share),
  inside(action(routes.leave, "anyone", leave), "server"),
];
