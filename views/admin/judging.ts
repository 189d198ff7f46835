/** What pages that judge share: the form that warns, limits and suspends, the warnings that were given, and notes among those who run the server. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Note } from "../../src/moderation/notes.ts";
import type { Template } from "../../src/moderation/templates.ts";
import type { ViewContext } from "../frame/context.ts";
import { form, stateOf, type FormState } from "../parts/form.ts";
import { handleOf } from "../parts/names.ts";
import { timeView } from "../parts/time.ts";
import { actButton, cards, smallCheck, smallField, smallSelect, whoView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

const ACTIONS = ["none", "sensitive", "disable", "silence", "suspend"] as const;

/** Words of one's own, after those of a template if one is chosen. */
export const wordsFields = (ctx: ViewContext, templates: readonly Template[], state: FormState = {}): Html =>
  html`${templates.length === 0 ? "" : smallSelect("template", ctx.t("admin.template"), [["", ctx.t("admin.template_none")], ...templates.map(({ id, title }) => [String(id), title] as const)], state.typed?.["template"])}${smallField("text", ctx.t("admin.words_to_them"), { ...state, rows: 3, maxlength: 5000 })}`;

/** Posts `type`, `template`, `text`, `letter`, `report_id`. */
export function moderateForm(
  ctx: ViewContext,
  target: Account,
  { templates, report_id = 0 }: { templates: readonly Template[]; report_id?: number },
): Html {
  const local = target.host === "";
  const action = adminRoutes.actOnAccount(target.id, "moderate");
  const state = stateOf(ctx, action);
  const choices = ACTIONS.filter((one) => local || one !== "disable").map((one) => [one, ctx.t(`admin.action_${one}`)] as const);
  const told = local
    ? html`${wordsFields(ctx, templates, state)}${smallCheck("letter", ctx.t("admin.by_letter"), state.typed === undefined || state.typed["letter"] !== undefined)}`
    : html`<p class="hint">${ctx.t("admin.not_told_elsewhere")}</p>`;
  const body = html`<input type="hidden" name="report_id" value="${report_id}">${smallSelect("type", ctx.t("admin.action"), choices, state.typed?.["type"])}${told}<p><button class="button danger">${ctx.t("admin.carry_out")}<span class="vh"> ${handleOf(target)}</span></button></p>`;
  return form(ctx, action, body, { className: "stack" });
}

export function strikesView(strikes: readonly Row<"strikes">[], accounts: ReadonlyMap<number, Account>, ctx: ViewContext): Html {
  if (strikes.length === 0) return html`<p class="hint">${ctx.t("admin.no_strikes")}</p>`;
  return cards(
    strikes.map(
      (strike) =>
        html`<li class="card"><p><strong>${ctx.t(`admin.action_${strike.action}`)}</strong>${strike.report_id > 0 ? html` · <a href="${adminRoutes.report(strike.report_id)}">${ctx.t("admin.report_number", { id: String(strike.report_id) })}</a>` : ""}</p><p class="hint">${whoView(ctx, strike.moderator_id, accounts)} · ${timeView(strike.created_at, ctx)}</p>${strike.comment === "" ? "" : html`<p class="excerpt" dir="auto">${strike.comment}</p>`}</li>`,
    ),
  );
}

export function notesView(
  ctx: ViewContext,
  { notes, accounts, action }: { notes: readonly Note[]; accounts: ReadonlyMap<number, Account>; action: string },
): Html {
  const mine = ctx.viewer?.account.id;
  const item = (note: Note) =>
    html`<li class="card"><div class="head"><p class="hint">${whoView(ctx, note.account_id, accounts)} · ${timeView(note.created_at, ctx)}</p>${note.account_id === mine ? actButton(ctx, adminRoutes.removeNote(note.id), ctx.t("common.remove"), { about: ctx.t("admin.note") }) : ""}</div><p class="pre" dir="auto">${note.content}</p></li>`;
  const body = html`${smallField("content", ctx.t("admin.note_new"), { ...stateOf(ctx, action), rows: 2, required: true, maxlength: 5000 })}<p><button class="button">${ctx.t("admin.note_add")}</button></p>`;
  return html`${notes.length === 0 ? "" : cards(notes.map(item))}${form(ctx, action, body, { className: "stack" })}`;
}
