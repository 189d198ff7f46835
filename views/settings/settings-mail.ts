/** Which letters come: what one has missed, and groups as mailing lists; whether they arrive; and the page that ends them. */
import type { UserSettings } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { GroupMail } from "../../src/mailing/group-settings.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, form, select, submit } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

export type MailState = {
  settings: UserSettings;
  /** Whether letters are sent at all, and whether they can be answered. */
  sends: boolean;
  answers: boolean;
  groups: readonly GroupMail[];
  /** Why nothing goes to the address any more. */
  paused: string | undefined;
};

/** Posts `digest`, `mail_private`, and for each group `group-ID`. */
export function settingsMailView(ctx: ViewContext, state: MailState): Html {
  const { t } = ctx;
  if (!state.sends) return settingsPage(ctx, "mail", html`<p class="hint">${t("settings.no_letters")}</p>`);
  const { settings } = state;
  const digests = (["", "daily", "weekly"] as const).map((name) => [name, t(`settings.digest_${name || "never"}`)] as const);
  const fields = html`${select("digest", { label: t("settings.digest"), hint: t("settings.digest_hint"), choices: digests, value: settings.digest ?? "" })}
${check("mail_private", { label: t("mail.private"), hint: t("mail.private_hint"), checked: settings.mail_private === true })}
${groupsView(ctx, state)}<p class="buttons">${submit(t("common.save"))}</p>`;
  const test = form(ctx, routes.testMail, html`<p class="buttons"><button class="button">${t("mail.send_test")}</button></p>`);
  return settingsPage(
    ctx,
    "mail",
    html`${pausedView(ctx, state)}${form(ctx, routes.settingsMail, fields, { className: "stack" })}
<section class="stack after"><h2>${t("mail.test_title")}</h2>${test}</section>`,
  );
}

function groupsView({ t }: ViewContext, { groups, answers }: MailState): Html {
  const hint = html`<p class="hint">${t(answers ? "mail.by_mail_answers" : "mail.by_mail_hint")}</p>`;
  const choices = (["", "each", "daily"] as const).map((mode) => [mode, t(`mail.mode_${mode || "off"}`)] as const);
  const list =
    groups.length === 0
      ? html`<p class="hint">${t("mail.by_mail_none")} <a href="${routes.exploreGroups}">${t("groups.find")}</a></p>`
      : groups.map(({ id, title, mode }) => select(`group-${id}`, { label: title, choices, value: mode ?? "" }));
  return html`<fieldset class="stack"><legend>${t("mail.by_mail")}</legend>${hint}${list}</fieldset>`;
}

function pausedView(ctx: ViewContext, { paused }: MailState): Html | "" {
  if (paused === undefined) return "";
  const { t } = ctx;
  const email = html`<strong dir="ltr">${ctx.viewer?.user.email ?? ""}</strong>`;
  return html`<div class="note stack"><p>${ctx.rich("mail.paused", { email })}</p><p class="hint" dir="auto">${t("mail.paused_why", { error: paused })}</p><div class="buttons">${form(ctx, routes.resumeMail, html`<button class="button">${t("mail.resume")}</button>`)}<a class="button" href="${routes.settingsEmail}">${t("mail.change_address")}</a></div></div>`;
}

/** `path`: where the form goes, with the token that says whose letters. */
export type UnsubscribePage = { email: string; group: string | undefined; done: boolean; path: string };

export function unsubscribeView(ctx: ViewContext, { email, group, done, path }: UnsubscribePage): Html {
  const { t } = ctx;
  const title = t("mail.unsubscribe");
  const about = group === undefined ? t("mail.unsubscribe_digest", { email }) : t("mail.unsubscribe_group", { email, group });
  const body = done
    ? html`<p class="note">${t("mail.unsubscribed")}</p>`
    : html`<p dir="auto">${about}</p>${form(ctx, path, html`<p class="buttons">${submit(title)}</p>`)}`;
  return layout(ctx, { title, main: html`${pageHead(title)}${body}`, narrow: true });
}
