/** Accounts as those who run the server see them in lists: who it is, how it stands, from where it came. */
import type { Account, Row, User } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { AccountPage } from "../../src/moderation/accounts.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { avatarView, handleOf, nameView } from "../parts/names.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import { actButton, cardsOr, dotted, filterForm, smallField, smallSelect, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

/** Avatar, name and handle, leading to the page of the account here. */
export const personView = (account: Account, ctx: ViewContext): Html =>
  html`<a class="by" href="${adminRoutes.account(account.id)}">${avatarView(account, ctx)}<span class="who"><strong dir="auto">${nameView({ ...account, suspended_at: 0 }, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span></a>`;

/** How an account stands, in words. */
export function standingView(account: Account, user: User | undefined, ctx: ViewContext): Html {
  const { t } = ctx;
  const marks = [
    user !== undefined && user.role !== "user" ? stateView("calm", t(`admin.role_${user.role}`)) : "",
    user?.approved === 0 ? stateView("warn", t("admin.standing_pending")) : "",
    user !== undefined && user.confirmed_at === 0 ? stateView("warn", t("admin.standing_unconfirmed")) : "",
    user?.disabled === 1 ? stateView("bad", t("admin.standing_disabled")) : "",
    account.sensitized_at > 0 ? stateView("warn", t("admin.standing_sensitized")) : "",
    account.silenced_at > 0 ? stateView("warn", t("admin.standing_silenced")) : "",
    account.suspended_at > 0 ? stateView("bad", t("admin.standing_suspended")) : "",
  ].filter((mark) => mark !== "");
  return html`${marks.map((mark) => html`${mark} `)}`;
}

export type Accounts = {
  ids: readonly number[];
  page: AccountPage;
  asked: { q: string; origin: string; status: string; role: string; host: string };
  pager: Pager;
};

const STATUSES = ["active", "pending", "disabled", "sensitized", "silenced", "suspended"] as const;
const ROLES = ["user", "moderator", "admin", "owner"] as const;

export function accountsView(ctx: ViewContext, { ids, page, asked, pager }: Accounts): Html {
  const { t } = ctx;
  const any = ["", t("admin.any")] as const;
  const fields = html`${smallField("q", t("admin.accounts_search"), { value: asked.q, type: "search", maxlength: 320, placeholder: t("admin.accounts_search_hint") })}
${smallSelect("origin", t("admin.accounts_origin"), [any, ["local", t("admin.origin_local")], ["remote", t("admin.origin_remote")]], asked.origin)}
${smallSelect("status", t("admin.accounts_standing"), [any, ...STATUSES.map((status) => [status, t(`admin.standing_${status}`)] as const)], asked.status)}
${smallSelect("role", t("admin.accounts_role"), [any, ...ROLES.map((role) => [role, t(`admin.role_${role}`)] as const)], asked.role)}
${smallField("host", t("admin.host_name"), { value: asked.host, maxlength: 300 })}`;
  const list = cardsOr(
    ids.flatMap((id) => {
      const account = page.accounts.get(id);
      return account === undefined ? [] : [accountView(account, page, ctx)];
    }),
    t("admin.none_found"),
  );
  const main = html`${filterForm(ctx, adminRoutes.accounts(), fields)}${list}${pagerView(pager, ctx)}`;
  return adminPage(ctx, { at: "accounts", title: t("admin.page_accounts"), main });
}

function accountView(account: Account, page: AccountPage, ctx: ViewContext): Html {
  const user = page.users.get(account.id);
  const address = page.addresses.get(account.id)?.[0]?.ip ?? "";
  const facts = dotted([
    user?.email,
    address,
    html`${ctx.rich("admin.joined", { when: timeView(account.created_at, ctx) })}`,
    user === undefined ? undefined : html`${ctx.rich("admin.last_seen", { when: timeView(user.last_seen_at, ctx) })}`,
  ]);
  const reason =
    user === undefined || user.approved === 1 || user.sign_up_reason === ""
      ? ""
      : html`<p class="excerpt" dir="auto">${user.sign_up_reason}</p>`;
  const acts =
    user?.approved === 0
      ? html`${actButton(ctx, adminRoutes.actOnAccount(account.id, "approve"), ctx.t("admin.approve"), { about: handleOf(account) })}${actButton(ctx, adminRoutes.actOnAccount(account.id, "reject"), ctx.t("admin.reject"), { about: handleOf(account) })}`
      : "";
  return html`<li class="card"><div class="head">${personView(account, ctx)}<div class="answer">${standingView(account, user, ctx)}${acts}</div></div><p class="hint">${facts}</p>${reason}</li>`;
}

/** Addresses of the network, the latest first, each leading to all who came from there. */
export const addressList = (addresses: readonly Row<"user_ips">[], ctx: ViewContext): Html =>
  addresses.length === 0
    ? html`<p class="hint">${ctx.t("admin.no_addresses")}</p>`
    : html`<ul class="rows">${addresses.slice(0, 20).map(({ ip, used_at }) => html`<li><a href="${adminRoutes.accounts({ q: ip })}">${ip}</a> <span class="hint">${timeView(used_at, ctx)}</span></li>`)}</ul>`;
