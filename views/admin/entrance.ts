/** Who cannot sign up or come in: by the provider of their e-mail, by an address, by their network; and who was invited by whom. */
import type { Invite } from "../../src/access/invites.ts";
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { CanonicalEmailBlock, EmailDomainBlock, Tries } from "../../src/moderation/emails.ts";
import type { IpBlock } from "../../src/moderation/ips.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { check, field, form, problemSummary, select, stateOf, submit, type FormState } from "../parts/form.ts";
import { sparkline } from "../parts/plot.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { adminPage } from "./frame.ts";
import {
  actButton,
  askFirst,
  card,
  cardsOr,
  dotted,
  filterForm,
  sectionView,
  smallField,
  smallSelect,
  stateView,
  whoView,
} from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type Emails = { blocks: readonly EmailDomainBlock[]; tries: ReadonlyMap<number, readonly Tries[]>; pager: Pager };

/** Posts `domain` and `allow_with_approval`. */
export function emailsView(ctx: ViewContext, { blocks, tries, pager, ...state }: Emails & FormState): Html {
  const { t } = ctx;
  const item = (block: EmailDomainBlock) => {
    const days = tries.get(block.id) ?? [];
    const count = days.reduce((sum, day) => sum + day.tries, 0);
    const line = count === 0 ? "" : sparkline(days.map((day) => day.tries).toReversed(), t("admin.tries_week", { count }));
    const facts = dotted([
      t(block.allow_with_approval === 1 ? "admin.email_approval" : "admin.email_refused"),
      t("admin.tries_week", { count }),
      timeView(block.created_at, ctx),
    ]);
    return card(
      block.domain,
      facts,
      html`${line}${actButton(ctx, adminRoutes.removeEmail(block.id), t("common.remove"), { about: block.domain })}`,
    );
  };
  const fields = html`${field("domain", { ...state, label: t("admin.email_domain"), required: true, maxlength: 300, plain: true })}${check("allow_with_approval", { label: t("admin.email_allow_approval"), checked: state.typed?.["allow_with_approval"] !== undefined })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${cardsOr(blocks.map(item), t("admin.emails_none"))}${pagerView(pager, ctx)}${sectionView(t("admin.email_new"), form(ctx, adminRoutes.emails(), fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "emails", title: t("admin.page_emails"), lead: t("admin.emails_lead"), main });
}

export type Addresses = {
  blocks: readonly CanonicalEmailBlock[];
  pager: Pager;
  /** Of the address that was tried: whether it is blocked. */ found: boolean | undefined;
};

/** Posts `email` to block it, or to see whether it is blocked. */
export function addressesView(ctx: ViewContext, { blocks, pager, found, ...state }: Addresses & FormState): Html {
  const { t } = ctx;
  const list = cardsOr(
    blocks.map((block) =>
      card(
        html`<code>${block.canonical_email_hash.slice(0, 16)}…</code>`,
        timeView(block.created_at, ctx),
        actButton(ctx, adminRoutes.removeAddress(block.id), t("common.remove"), {
          about: block.canonical_email_hash.slice(0, 8),
        }),
      ),
    ),
    t("admin.addresses_none"),
  );
  const answer =
    found === undefined
      ? ""
      : html`<p class="flash done" role="status">${t(found ? "admin.address_blocked" : "admin.address_free")}</p>`;
  const fields = html`${field("email", { ...state, label: t("admin.fact_email"), type: "email", required: true, maxlength: 320 })}<p class="buttons"><button class="button primary" formaction="${adminRoutes.addAddress}">${t("admin.address_block")}</button><button class="button" formaction="${adminRoutes.testAddress}">${t("admin.address_test")}</button></p>`;
  const main = html`${problemSummary(ctx, state.problems)}${answer}${list}${pagerView(pager, ctx)}${sectionView(t("admin.address_new"), form(ctx, adminRoutes.addAddress, fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "addresses", title: t("admin.page_addresses"), lead: t("admin.addresses_lead"), main });
}

const IP_SEVERITIES = ["sign_up_requires_approval", "sign_up_block", "no_access"] as const;
const EXPIRIES = [0, 86_400, 604_800, 2_592_000, 31_536_000] as const;

const expiryChoices = (ctx: ViewContext) =>
  EXPIRIES.map(
    (seconds) =>
      [String(seconds), seconds === 0 ? ctx.t("admin.no_end") : ctx.t("admin.span_days", { count: seconds / 86_400 })] as const,
  );

/** Posts `ip`, `severity`, `expires_in` (seconds, 0 = no end) and `comment`. */
export function ipsView(
  ctx: ViewContext,
  { blocks, pager, ...state }: { blocks: readonly IpBlock[]; pager: Pager } & FormState,
): Html {
  const { t } = ctx;
  const severities = IP_SEVERITIES.map((one) => [one, t(`admin.ip_${one}`)] as const);
  const item = (block: IpBlock) => {
    const ends =
      block.expires_at === 0
        ? t("admin.no_end")
        : block.expires_at < ctx.now
          ? t("admin.ended")
          : t("admin.ends_in", { left: ctx.locale.times.left(block.expires_at, ctx.now) });
    const own = stateOf(ctx, adminRoutes.ip(block.id));
    const fields = html`${smallField("ip", t("admin.ip"), { ...own, value: block.ip, required: true, maxlength: 100 })}${smallSelect("severity", t("admin.severity"), severities, own.typed?.["severity"] ?? block.severity)}${smallSelect("expires_in", t("admin.lasts"), [["", t("admin.unchanged")], ...expiryChoices(ctx)], own.typed?.["expires_in"])}${smallField("comment", t("admin.comment"), { ...own, value: block.comment, maxlength: 2000 })}<p><button class="button">${t("common.save")}</button></p>`;
    const acts = html`${askFirst(t("common.edit"), form(ctx, adminRoutes.ip(block.id), fields, { className: "stack" }), block.ip, own.problems !== undefined)}${actButton(ctx, adminRoutes.removeIp(block.id), t("common.remove"), { about: block.ip })}`;
    return card(block.ip, dotted([t(`admin.ip_${block.severity}`), ends, block.comment]), acts);
  };
  const fields = html`${field("ip", { ...state, label: t("admin.ip"), hint: t("admin.ip_hint"), required: true, maxlength: 100, plain: true })}${select("severity", { label: t("admin.severity"), choices: severities, value: state.typed?.["severity"] ?? "sign_up_block" })}${select("expires_in", { label: t("admin.lasts"), choices: expiryChoices(ctx), value: state.typed?.["expires_in"] ?? "0" })}${field("comment", { ...state, label: t("admin.comment"), maxlength: 2000 })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${cardsOr(blocks.map(item), t("admin.ips_none"))}${pagerView(pager, ctx)}${sectionView(t("admin.ip_new"), form(ctx, adminRoutes.ips(), fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "ips", title: t("admin.page_ips"), lead: t("admin.ips_lead"), main });
}

export type Invites = {
  invites: readonly (Invite & { open: boolean })[];
  accounts: ReadonlyMap<number, Account>;
  who: string;
  /** Whether everybody here may invite. */
  members: boolean;
  pager: Pager;
};

export function invitesView(ctx: ViewContext, { invites, accounts, who, members, pager }: Invites): Html {
  const { t } = ctx;
  const item = (invite: Invite & { open: boolean }) => {
    const used =
      invite.max_uses === 0
        ? t("admin.invite_used", { count: invite.uses })
        : t("admin.invite_used_of", { count: invite.uses, most: invite.max_uses });
    const ends =
      invite.expires_at === 0
        ? t("admin.no_end")
        : invite.expires_at < ctx.now
          ? t("admin.ended")
          : t("admin.ends_in", { left: ctx.locale.times.left(invite.expires_at, ctx.now) });
    const state = invite.open ? "" : stateView("calm", t("admin.ended"));
    const end = invite.open
      ? actButton(ctx, adminRoutes.endInvite(invite.id), t("admin.invite_end"), { about: invite.code })
      : "";
    return card(
      whoView(ctx, invite.user_id, accounts),
      dotted([used, invite.open && ends, timeView(invite.created_at, ctx)]),
      html`${state}${end}`,
    );
  };
  const filter = filterForm(ctx, adminRoutes.invites(), smallField("who", t("admin.invite_by"), { value: who, maxlength: 300 }));
  const main = html`<p class="hint">${t(members ? "admin.invites_members" : "admin.invites_staff")} <a href="${adminRoutes.site}">${t("admin.page_site")}</a></p>${filter}${cardsOr(invites.map(item), t(who === "" ? "admin.invites_none" : "admin.none_found"))}${pagerView(pager, ctx)}`;
  return adminPage(ctx, { at: "invites", title: t("admin.page_invites"), main });
}
