/** One account with all that is known of it, and all that can be done. */
import type { Factors } from "../../src/access/second-factor.ts";
import type { Account, Row, User } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Note } from "../../src/moderation/notes.ts";
import type { Report } from "../../src/moderation/report.ts";
import type { Template } from "../../src/moderation/templates.ts";
import type { ViewContext } from "../frame/context.ts";
import { form } from "../parts/form.ts";
import { handleOf, ownNameOf } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { adminPage } from "./frame.ts";
import { moderateForm, notesView, strikesView } from "./judging.ts";
import { actButton, askFirst, factList, momentView, sectionView, smallCheck, smallSelect, whoView, type Fact } from "./parts.ts";
import { addressList, personView, standingView } from "./people.ts";
import { reportCard } from "./reports.ts";
import { adminRoutes } from "./routes.ts";

export type AccountFacts = {
  account: Account;
  user: User | undefined;
  /** Undefined for accounts elsewhere. */
  factors: Factors | undefined;
  addresses: readonly Row<"user_ips">[];
  strikes: readonly Row<"strikes">[];
  notes: readonly Note[];
  /** About it, the newest first; and how many it has made itself. */
  reports: readonly Report[];
  reports_made: number;
  /** By whose invitation they came; 0 = by nobody's. */
  inviter_id: number;
  templates: readonly Template[];
  /** All who are named here, by id. */
  accounts: ReadonlyMap<number, Account>;
  sends_mail: boolean;
};

export function accountPageView(ctx: ViewContext, facts: AccountFacts): Html {
  const { t } = ctx;
  const { account, user } = facts;
  const main = html`<div class="head">${personView(account, ctx)}<div class="answer">${standingView(account, user, ctx)}</div></div>
${sectionView(t("admin.facts"), html`${factsView(ctx, facts)}<div class="buttons"><a class="button" href="${routes.profile(account)}">${t("admin.see_profile")}</a><a class="button" href="${adminRoutes.audit({ whom: handleOf(account) })}">${t("admin.see_log")}</a></div>`)}
${waitingView(ctx, facts)}
${sectionView(t("admin.do"), html`${undoView(ctx, account, user)}${askFirst(t("admin.judge"), moderateForm(ctx, account, { templates: facts.templates }))}${user === undefined ? "" : accessView(ctx, facts, user)}${eraseView(ctx, account)}`)}
${sectionView(t("admin.notes"), notesView(ctx, { notes: facts.notes, accounts: facts.accounts, action: adminRoutes.actOnAccount(account.id, "note") }))}
${sectionView(t("admin.strikes"), strikesView(facts.strikes, facts.accounts, ctx))}
${sectionView(t("admin.reports_about"), facts.reports.length === 0 ? html`<p class="hint">${t("admin.no_reports")}</p>` : html`<ul class="cards">${facts.reports.map((report) => reportCard(report, facts.accounts, ctx))}</ul>`)}
${user === undefined ? "" : sectionView(t("admin.addresses_used"), addressList(facts.addresses, ctx))}`;
  return adminPage(ctx, { at: "accounts", title: ownNameOf(account), main });
}

function factsView(ctx: ViewContext, { account, user, factors, reports_made, inviter_id, accounts }: AccountFacts): Html {
  const { t, locale } = ctx;
  const instant = (at: number): Html | string => (at === 0 ? t("admin.never") : momentView(at, ctx));
  const own: Fact[] =
    user === undefined
      ? [
          [t("admin.fact_host"), html`<a href="${adminRoutes.host(account.host)}">${account.host}</a>`],
          [t("admin.fact_fetched"), instant(account.fetched_at)],
        ]
      : [
          [t("admin.fact_email"), user.email],
          [t("admin.fact_confirmed"), instant(user.confirmed_at)],
          [t("admin.fact_role"), t(`admin.role_${user.role}`)],
          [t("admin.fact_seen"), instant(user.last_seen_at)],
          [t("admin.fact_language"), user.locale === "" ? "" : locale.languageName(user.locale)],
          [
            t("admin.fact_second_factor"),
            factors !== undefined && (factors.totp || factors.keys.length > 0) ? t("common.yes") : t("common.no"),
          ],
          [t("admin.fact_inviter"), inviter_id === 0 ? "" : whoView(ctx, inviter_id, accounts)],
        ];
  return factList([
    [t("admin.fact_id"), String(account.id)],
    [t("admin.fact_joined"), instant(account.created_at)],
    ...own,
    [t("admin.fact_posts"), locale.number(account.statuses_count)],
    [t("admin.fact_followers"), locale.number(account.followers_count)],
    [t("admin.fact_following"), locale.number(account.following_count)],
    [t("admin.fact_last_post"), instant(account.last_status_at)],
    [t("admin.fact_reports_made"), locale.number(reports_made)],
    account.moved_to_uri === "" ? undefined : [t("admin.fact_moved"), account.moved_to_uri],
    [t("admin.fact_uri"), account.uri],
  ]);
}

function waitingView(ctx: ViewContext, { account, user }: AccountFacts): Html {
  if (user === undefined || user.approved === 1) return raw("");
  const reason =
    user.sign_up_reason === ""
      ? html`<p class="hint">${ctx.t("admin.no_reason")}</p>`
      : html`<blockquote class="prose" dir="auto"><p>${user.sign_up_reason}</p></blockquote>`;
  return sectionView(
    ctx.t("admin.wants_in"),
    html`${reason}<div class="buttons">${actButton(ctx, adminRoutes.actOnAccount(account.id, "approve"), ctx.t("admin.approve"), { looks: "primary" })}${actButton(ctx, adminRoutes.actOnAccount(account.id, "reject"), ctx.t("admin.reject"))}</div>`,
  );
}

function undoView(ctx: ViewContext, account: Account, user: User | undefined): Html {
  const undo = (what: "enable" | "unsensitive" | "unsilence" | "unsuspend") =>
    actButton(ctx, adminRoutes.actOnAccount(account.id, "undo"), ctx.t(`admin.undo_${what}`), {
      fields: html`<input type="hidden" name="undoing" value="${what}">`,
    });
  const marks = [
    user?.disabled === 1 ? undo("enable") : "",
    account.sensitized_at > 0 ? undo("unsensitive") : "",
    account.silenced_at > 0 ? undo("unsilence") : "",
    account.suspended_at > 0 ? undo("unsuspend") : "",
  ].filter((mark) => mark !== "");
  return marks.length === 0 ? raw("") : html`<div class="buttons">${marks}</div>`;
}

const ROLES = ["user", "moderator", "admin", "owner"] as const;

/** What concerns how somebody comes in. */
function accessView(ctx: ViewContext, { account, factors, sends_mail }: AccountFacts, user: User): Html {
  const { t } = ctx;
  const may = ctx.viewer?.may ?? (() => false);
  const role = may("manage_roles")
    ? askFirst(
        t("admin.change_role"),
        form(
          ctx,
          adminRoutes.actOnAccount(account.id, "role"),
          html`${smallSelect(
            "role",
            t("admin.fact_role"),
            ROLES.map((one) => [one, t(`admin.role_${one}`)] as const),
            user.role,
          )}<p class="hint">${t("admin.roles_explained")}</p><p><button class="button">${t("common.save")}${hidden(` ${t("admin.fact_role")}`)}</button></p>`,
          { className: "stack" },
        ),
      )
    : "";
  const confirm =
    user.confirmed_at === 0 ? actButton(ctx, adminRoutes.actOnAccount(account.id, "confirm"), t("admin.confirm_address")) : "";
  const password =
    may("manage_user_access") && sends_mail
      ? askFirst(
          t("admin.letter_password"),
          form(
            ctx,
            adminRoutes.actOnAccount(account.id, "password"),
            html`<p class="hint">${t("admin.letter_password_hint")}</p>${smallCheck("sign_out", t("admin.sign_out_everywhere"))}<p><button class="button">${t("admin.send_letter")}</button></p>`,
            { className: "stack" },
          ),
        )
      : "";
  const has = factors !== undefined && (factors.totp || factors.keys.length > 0);
  const factor =
    has && may("manage_user_access")
      ? askFirst(
          t("admin.end_second_factor"),
          html`<p>${t("admin.end_second_factor_hint")}</p>${actButton(ctx, adminRoutes.actOnAccount(account.id, "second_factor"), t("admin.end_second_factor"), { looks: "danger" })}`,
        )
      : "";
  return html`<div class="buttons">${role}${confirm}${password}${factor}</div>`;
}

function eraseView(ctx: ViewContext, account: Account): Html {
  if (account.suspended_at === 0 || ctx.viewer?.may("delete_user_data") !== true) return raw("");
  const sure = html`<p>${ctx.t("admin.erase_hint")}</p>${actButton(ctx, adminRoutes.actOnAccount(account.id, "erase"), ctx.t("admin.erase"), { looks: "danger" })}`;
  return html`<div class="buttons">${askFirst(ctx.t("admin.erase"), sure)}</div>`;
}
