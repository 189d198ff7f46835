/** Our own: the rules of this server, and its long texts, as those who run it write them. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { missing } from "../../errors.ts";
import { addRule, changeRule, loadRules, removeRule, type Rule } from "../../policies/rules.ts";
import { findText, loadTerms, publishTerms, writeText, type Terms, type TextName } from "../../policies/texts.ts";
import { renderRule } from "../entities/rule.ts";
import { answer, del, get, idParam, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { parse, text, whole } from "../shapes.ts";
import { by, staff } from "./admin.ts";

const words = z.object({
  text: text(300),
  hint: text(1000)
    .nullish()
    .transform((hint) => hint ?? ""),
});
const terms = {
  hint: text(1000).nullish(),
  position: whole(0, 1_000_000).nullish(),
  translations: z.record(z.string().max(20), words).nullish(),
};
const fresh = z.object({ text: text(300), ...terms });
const changed = z.object({ text: text(300).nullish(), ...terms });

const said = ({ hint, position, translations }: Omit<z.output<typeof changed>, "text">) => ({
  hint: hint ?? undefined,
  position: position ?? undefined,
  translations: translations ?? undefined,
});

const render = (rule: Rule) => ({ ...renderRule(rule), position: rule.position });

async function add(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, fresh);
  return answer(render(await addRule(request.kith, by(request), { ...said(asked), text: asked.text })));
}

async function change(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, changed);
  const rule = await changeRule(request.kith, by(request), idParam(request), { ...said(asked), text: asked.text ?? undefined });
  return answer(render(rule));
}

const NAMES: readonly string[] = ["extended_description", "privacy_policy"];

/** @throws Refusal `missing` */
function nameParam({ params }: ApiRequest): TextName {
  const name = params["name"] ?? "";
  if (!NAMES.includes(name)) throw missing();
  return name as TextName;
}

async function showText(request: ApiRequest): Promise<Answer> {
  const found = await findText(request.kith.db, nameParam(request));
  return answer({ text: found?.text ?? "", updated_at: found === undefined ? null : rfc3339(found.updated_at) });
}

async function changeText(request: ApiRequest): Promise<Answer> {
  await writeText(request.kith, by(request), nameParam(request), parse(request.body, z.object({ text: text() })).text);
  return await showText(request);
}

const renderTerms = ({ id, effective_date, text: written, changelog, created_at }: Terms) => ({
  id: String(id),
  effective_date,
  text: written,
  changelog,
  created_at: rfc3339(created_at),
});
const freshTerms = z.object({ text: text(), effective_date: text(20), changelog: text().nullish() });

async function addTerms(request: ApiRequest): Promise<Answer> {
  const { changelog, ...asked } = parse(request.body, freshTerms);
  return answer(renderTerms(await publishTerms(request.kith, by(request), { ...asked, changelog: changelog ?? undefined })));
}

const at = "/api/kith/v1/admin";
const [read, write] = [user("admin:read"), user("admin:write")];

export const adminPolicyRoutes: readonly Route[] = [
  get(
    `${at}/rules`,
    read,
    staff("manage_rules", async ({ kith }) => answer((await loadRules(kith.db)).map(render))),
  ),
  post(`${at}/rules`, write, staff("manage_rules", add)),
  put(`${at}/rules/:id`, write, staff("manage_rules", change)),
  del(
    `${at}/rules/:id`,
    write,
    staff("manage_rules", async (request) => {
      await removeRule(request.kith, by(request), idParam(request));
      return nothing;
    }),
  ),
  get(`${at}/texts/:name`, read, staff("manage_settings", showText)),
  put(`${at}/texts/:name`, write, staff("manage_settings", changeText)),
  get(
    `${at}/terms_of_service`,
    read,
    staff("manage_settings", async ({ kith }) => answer((await loadTerms(kith.db)).map(renderTerms))),
  ),
  post(`${at}/terms_of_service`, write, staff("manage_settings", addTerms)),
];
