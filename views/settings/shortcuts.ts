/** The keys that `keys.js` knows, and the switch for them. The script shows this page's tables in a dialog. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";

type Keys = readonly (readonly [keys: readonly string[], words: string])[];

export function shortcutsView(ctx: ViewContext): Html {
  const { t } = ctx;
  const on = ctx.viewer?.settings.keyboard_shortcuts === true;
  const back = { href: routes.settingsPreferences, label: t("settings.preferences") };
  const tables = html`${tableView(ctx, t("post.keys_post"), postKeys(ctx))}${tableView(ctx, t("post.keys_go"), goKeys(ctx))}${tableView(ctx, t("post.keys_else"), otherKeys(ctx))}`;
  const button = html`<button class="button" name="on" value="${on ? "" : "1"}">${t(on ? "post.keys_switch_off" : "post.keys_switch_on")}</button>`;
  const main = html`${pageHead(t("post.keys"), { lead: t(on ? "post.keys_lead" : "post.keys_off_lead"), back })}<div class="keys" id="keys">${tables}</div>${form(ctx, routes.shortcuts, button)}`;
  return layout(ctx, { title: t("post.keys"), main });
}

const postKeys = ({ t }: ViewContext): Keys => [
  [["j"], t("post.key_next")],
  [["k"], t("post.key_previous")],
  [["o"], t("post.key_open")],
  [["p"], t("post.key_profile")],
  [["r"], t("post.reply")],
  [["b"], t("post.boost")],
  [["f"], t("post.favourite")],
  [["m"], t("post.bookmark")],
  [["x"], t("post.key_warning")],
  [["e"], t("post.key_pictures")],
];

const goKeys = ({ t }: ViewContext): Keys => [
  [["g", "h"], t("common.home")],
  [["g", "l"], t("post.local")],
  [["g", "t"], t("post.federated")],
  [["g", "n"], t("common.notifications")],
  [["g", "b"], t("common.bookmarks")],
  [["g", "f"], t("common.favourites")],
  [["g", "p"], t("post.key_profile_own")],
  [["g", "s"], t("common.settings")],
];

const otherKeys = ({ t }: ViewContext): Keys => [
  [["n"], t("post.key_write")],
  [["/"], t("post.key_search")],
  [["t"], t("post.key_top")],
  [["?"], t("post.key_help")],
];

function tableView(ctx: ViewContext, caption: string, keys: Keys): Html {
  const rows = keys.map(([[first = "", second], words]) => {
    const key = (name: string) => html`<kbd>${name}</kbd>`;
    const keys_view = second === undefined ? key(first) : ctx.rich("post.key_then", { first: key(first), second: key(second) });
    return html`<tr><th scope="row">${keys_view}</th><td>${words}</td></tr>`;
  });
  return html`<table><caption>${caption}</caption><thead class="vh"><tr><th scope="col">${ctx.t("post.key")}</th><th scope="col">${ctx.t("post.key_does")}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
