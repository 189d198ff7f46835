/** Who may write to one, and what others hear of one's reading. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { secrecyView } from "./messages.ts";
import { check, flagAttribute, form } from "../parts/form.ts";
import { routes } from "../frame/routes.ts";

export const WRITERS = ["everyone", "following", "friends"] as const;
type Writers = (typeof WRITERS)[number];

export function messageSettingsView(ctx: ViewContext, { writers, read_marks }: { writers: Writers; read_marks: boolean }): Html {
  const { t } = ctx;
  const choices = WRITERS.map(
    (one) =>
      html`<label class="check"><input type="radio" name="writers" value="${one}"${flagAttribute("checked", one === writers)}> <span>${t(`messages.who_${one}`)}</span></label>`,
  );
  const fields = html`<fieldset class="field"><legend>${t("messages.who_may")}</legend><p class="hint">${t("messages.who_hint")}</p>${choices}</fieldset>${check("read_marks", { label: t("messages.read_marks"), hint: t("messages.read_marks_hint"), checked: read_marks })}<p class="buttons"><button class="button primary">${t("common.save")}</button></p>`;
  const main = html`${pageHead(t("messages.settings"), { back: { href: routes.messages, label: t("common.messages") } })}${form(ctx, routes.messageSettings, fields, { className: "stack" })}`;
  return layout(ctx, { title: t("messages.settings"), main, place: "messages", aside: secrecyView(ctx) });
}
