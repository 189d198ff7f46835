/** How letters go out and come in: through what, how many, and which addresses they come back from. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Bounce } from "../../src/mailing/bounces.ts";
import type { MailDay } from "../../src/mailing/counts.ts";
import type { ViewContext } from "../frame/context.ts";
import { adminPage } from "./frame.ts";
import { actButton, card, cardsOr, dotted, factList, momentView, sectionView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type MailPage = {
  out: { host: string; from: string } | undefined;
  into: { host: string; port: number; domain: string } | undefined;
  days: readonly MailDay[];
  paused: readonly (Bounce & { username: string })[];
};

const KINDS = ["sent", "failed", "bounced", "received", "refused", "ignored"] as const;

export function mailView(ctx: ViewContext, { out, into, days, paused }: MailPage): Html {
  const { t, locale } = ctx;
  const way =
    into &&
    (into.port > 0
      ? t("mail.admin_listens", { ...into, port: String(into.port) })
      : t("mail.admin_pipe", { domain: into.domain }));
  const rows = days.map((one) =>
    card(
      locale.times.day(one.day),
      dotted(
        KINDS.flatMap((kind) => (one[kind] === undefined ? [] : [t(`mail.admin_${kind}`, { count: locale.number(one[kind]) })])),
      ),
    ),
  );
  const bouncing = paused.map((one) =>
    card(
      `@${one.username}`,
      html`${momentView(one.last_at, ctx)} · <span dir="auto">${one.last_error}</span>`,
      actButton(ctx, adminRoutes.resumeMail(one.user_id), t("mail.resume"), { about: `@${one.username}` }),
    ),
  );
  const main = html`${factList([
    [t("mail.admin_out"), out === undefined ? t("mail.admin_off") : t("mail.admin_through", out)],
    [t("mail.admin_in"), way ?? t("mail.admin_off")],
  ])}
${sectionView(t("mail.admin_paused"), cardsOr(bouncing, t("mail.admin_none_paused")))}
${sectionView(t("mail.admin_days"), cardsOr(rows, t("mail.admin_no_days")))}`;
  return adminPage(ctx, { at: "mail", title: t("admin.page_mail"), lead: t("mail.admin_lead"), main });
}
