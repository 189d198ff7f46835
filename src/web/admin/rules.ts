/** The rules of this server. */
import { addRule, changeRule, getRule, loadRules, moveRule, removeRule } from "../../policies/rules.ts";
import { LANGUAGES } from "../../words/languages.ts";
import { ruleEditView, rulesView } from "../../../views/admin/rules.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { contextOf } from "../frame/context.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { by, getId, staffAction, staffPage, tried, type StaffRoute } from "./staff.ts";

const listPage = async (visit: Visit, state: FormState = {}) =>
  rulesView(await contextOf(visit), { rules: await loadRules(visit.kith.db), ...state });

const add = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { form } = visit;
      await addRule(visit.kith, by(visit), { text: form.text("text"), hint: form.text("hint") });
      return go(adminRoutes.rules, "admin.said_saved");
    },
    async (problems) => await listPage(visit, { typed: visit.form.typed, problems }),
    "text",
  );

async function save(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const rule = await getRule(kith.db, getId(visit));
  const translations = Object.fromEntries(
    Object.keys(LANGUAGES).flatMap((tag) => {
      const words = { text: form.text(`text_${tag}`).trim(), hint: form.text(`hint_${tag}`).trim() };
      return words.text === "" ? [] : [[tag, words]];
    }),
  );
  return await tried(
    visit,
    async () => {
      await changeRule(kith, by(visit), rule.id, { text: form.text("text"), hint: form.text("hint"), translations });
      return go(adminRoutes.rules, "admin.said_saved");
    },
    async (problems) => ruleEditView(await contextOf(visit), { rule, typed: form.typed, problems }),
    "text",
  );
}

const acting = (work: (visit: Visit, id: number) => Promise<unknown>) => async (visit: Visit) => {
  await work(visit, getId(visit));
  return go(adminRoutes.rules, "admin.said_done");
};

const may = "manage_rules";

export const ruleRoutes: readonly StaffRoute[] = [
  staffPage("/admin/rules", may, async (visit) => show(await listPage(visit))),
  staffAction("/admin/rules", may, add),
  staffPage("/admin/rules/:id", may, async (visit) =>
    show(ruleEditView(await contextOf(visit), { rule: await getRule(visit.kith.db, getId(visit)) })),
  ),
  staffAction("/admin/rules/:id", may, save),
  staffAction(
    "/admin/rules/:id/up",
    may,
    acting(async (visit, id) => await moveRule(visit.kith, by(visit), id, "up")),
  ),
  staffAction(
    "/admin/rules/:id/down",
    may,
    acting(async (visit, id) => await moveRule(visit.kith, by(visit), id, "down")),
  ),
  staffAction(
    "/admin/rules/:id/remove",
    may,
    acting(async (visit, id) => await removeRule(visit.kith, by(visit), id)),
  ),
];
