/** Who finds one, follows one, and what one's profile shows. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { check, form, submit } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

const FINDING = ["locked", "discoverable", "indexable", "hide_collections"] as const;
const SHOWING = ["show_media", "show_media_replies", "show_featured"] as const;

/** Posts the checkboxes ("1" when checked). Whom one keeps away stands on pages of its own. */
export function settingsPrivacyView(ctx: ViewContext, { account }: { account: Account }): Html {
  const { t } = ctx;
  const box = (name: (typeof FINDING)[number] | (typeof SHOWING)[number]) =>
    check(name, { label: t(`settings.${name}`), hint: t(`settings.${name}_hint`), checked: account[name] === 1 });
  const body = html`<fieldset class="stack"><legend>${t("settings.who_finds")}</legend>${FINDING.map(box)}</fieldset>
<fieldset class="stack"><legend>${t("settings.on_profile")}</legend>${SHOWING.map(box)}${check("show_friends", { label: t("friends.show"), hint: t("friends.show_hint"), checked: ctx.viewer?.settings.show_friends === true })}</fieldset>
<p class="buttons">${submit(t("common.save"))}</p>`;
  const link = (href: string) => (words: Html) => html`<a href="${href}">${words}</a>`;
  const away = ctx.rich("settings.kept_away_links", {
    mutes: link(routes.mutes),
    blocks: link(routes.blocks),
    servers: link(routes.domainBlocks),
  });
  return settingsPage(
    ctx,
    "privacy",
    html`${form(ctx, routes.settingsPrivacy, body, { className: "stack" })}<section class="stack after"><h2>${t("settings.kept_away")}</h2><p>${away}</p></section>`,
  );
}
