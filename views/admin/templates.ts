/** Words for warnings: kept, changed, taken away. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Template } from "../../src/moderation/templates.ts";
import type { ViewContext } from "../frame/context.ts";
import { field, form, problemSummary, stateOf, submit, type FormState } from "../parts/form.ts";
import { adminPage } from "./frame.ts";
import { actButton, askFirst, cardsOr, sectionView, smallField } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

/** Posts `title` and `text`. */
export function templatesView(ctx: ViewContext, { templates, ...state }: { templates: readonly Template[] } & FormState): Html {
  const { t } = ctx;
  const list = cardsOr(
    templates.map((template) => templateView(template, ctx)),
    t("admin.templates_none"),
  );
  const fields = html`${field("title", { ...state, label: t("admin.template_title"), required: true, maxlength: 100 })}${field("text", { ...state, label: t("admin.template_text"), rows: 4, required: true, maxlength: 5000 })}<p class="buttons">${submit(t("common.add"))}</p>`;
  const main = html`${problemSummary(ctx, state.problems)}${list}${sectionView(t("admin.template_new"), form(ctx, adminRoutes.templates, fields, { className: "stack" }))}`;
  return adminPage(ctx, { at: "templates", title: t("admin.page_templates"), lead: t("admin.templates_lead"), main });
}

function templateView({ id, title, text }: Template, ctx: ViewContext): Html {
  const { t } = ctx;
  const state = stateOf(ctx, adminRoutes.template(id));
  const fields = html`${smallField("title", t("admin.template_title"), { ...state, value: title, required: true, maxlength: 100 })}${smallField("text", t("admin.template_text"), { ...state, value: text, rows: 4, required: true, maxlength: 5000 })}<p><button class="button">${t("common.save")}</button></p>`;
  const acts = html`${askFirst(t("common.edit"), form(ctx, adminRoutes.template(id), fields, { className: "stack" }), title, state.problems !== undefined)}${actButton(ctx, adminRoutes.removeTemplate(id), t("common.remove"), { about: title })}`;
  return html`<li class="card"><strong dir="auto">${title}</strong><p class="excerpt pre" dir="auto">${text}</p><div class="buttons">${acts}</div></li>`;
}
