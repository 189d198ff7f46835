/** The rules of this server, in their order, in its languages. */
import type { Rule } from "../../src/policies/rules.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { field, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { readJson } from "../parts/names.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, sectionView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

/** Posts `text` and `hint`. */
export function rulesView(ctx: ViewContext, { rules, ...state }: { rules: readonly Rule[] } & FormState): Html {
  const { t } = ctx;
  const list =
    rules.length === 0
      ? html`<p class="empty">${t("admin.rules_none")}</p>`
      : html`<ol class="cards">${rules.map((rule, at) => ruleView(rule, { first: at === 0, last: at === rules.length - 1 }, ctx))}</ol>`;
  const fields = html`${field("text", { ...state, label: t("admin.rule_text"), required: true, maxlength: 300 })}${field("hint", { ...state, label: t("admin.rule_hint"), rows: 2, maxlength: 1000 })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${list}${sectionView(t("admin.rule_new"), form(ctx, adminRoutes.rules, fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "rules", title: t("admin.page_rules"), lead: t("admin.rules_lead"), main });
}

function ruleView(rule: Rule, { first, last }: { first: boolean; last: boolean }, ctx: ViewContext): Html {
  const { t } = ctx;
  const about = rule.text.slice(0, 60);
  const act = (name: "up" | "down" | "remove", label: string) =>
    actButton(ctx, adminRoutes.actOnRule(rule.id, name), label, { about });
  const sure = html`<p>${t("admin.rule_remove_sure")}</p>${actButton(ctx, adminRoutes.actOnRule(rule.id, "remove"), t("common.remove"), { about, looks: "danger" })}`;
  const acts = html`${first ? "" : act("up", t("admin.rule_up"))}${last ? "" : act("down", t("admin.rule_down"))}<a class="button" href="${adminRoutes.rule(rule.id)}">${t("common.edit")}<span class="vh"> ${about}</span></a>${askFirst(t("common.remove"), sure, about)}`;
  return html`<li class="card"><strong dir="auto">${rule.text}</strong>${rule.hint === "" ? "" : html`<p class="hint" dir="auto">${rule.hint}</p>`}<div class="buttons">${acts}</div></li>`;
}

/** Posts `text`, `hint`, and for each language `text_de`, `hint_de` … */
export function ruleEditView(ctx: ViewContext, { rule, ...state }: { rule: Rule } & FormState): Html {
  const { t } = ctx;
  const translations = readJson<Record<string, { text: string; hint: string }>>(rule.translations, {});
  const others = Object.entries(ctx.languages).map(
    ([tag, name]) =>
      html`<fieldset class="stack" lang="${tag}"><legend>${name}</legend>${field(`text_${tag}`, { ...state, label: t("admin.rule_text"), value: translations[tag]?.text ?? "", maxlength: 300 })}${field(`hint_${tag}`, { ...state, label: t("admin.rule_hint"), value: translations[tag]?.hint ?? "", rows: 2, maxlength: 1000 })}</fieldset>`,
  );
  const fields = html`${field("text", { ...state, label: t("admin.rule_text"), value: rule.text, required: true, maxlength: 300 })}${field("hint", { ...state, label: t("admin.rule_hint"), value: rule.hint, rows: 2, maxlength: 1000 })}<details class="part"><summary>${t("admin.rule_translations")}</summary><div class="stack"><p class="hint">${t("admin.rule_translations_hint")}</p>${others}</div></details><p class="buttons">${submit(t("common.save"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, adminRoutes.rule(rule.id), fields, { className: "stack" })}`;
  return adminPage(ctx, { at: "rules", title: t("admin.rule_edit"), main });
}
