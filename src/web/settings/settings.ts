/** The profile: words, pictures, facts, tags. */
import { getAccount } from "../../accounts/find.ts";
import { readProfile, updateProfile, type ProfileChanges } from "../../accounts/update.ts";
import { fromJson } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { featureTag, loadFeaturedTags, removeFeaturedTag, suggestTags } from "../../tags/feature.ts";
import { plainText } from "../../text/plain.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { settingsProfileView } from "../../../views/settings/settings-profile.ts";
import { settingsIndexView } from "../../../views/settings/settings.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { forgetPortraits, PORTRAIT_PROBLEMS, readDescriptions, readPortraits } from "../frame/portraits.ts";
import { problemsIn, problemsOf, type Fields } from "../frame/problems.ts";
import { action, go, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const SHOWN_FIELDS = 4;

async function showProfile(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  const account = await getAccount(kith.db, me(visit).id);
  const tags = await loadFeaturedTags(kith.db, account.id);
  const suggestions = (await suggestTags(kith.db, account.id)).map(({ name }) => name);
  const state = await again(visit, problems);
  return show(
    settingsProfileView(await contextOf(visit), { account, tags, suggestions, ...state }),
    problems === undefined ? 200 : 422,
  );
}

async function saveProfile(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const account = me(visit);
  const { pictures, problems } = await readPortraits(visit);
  const changes: ProfileChanges = {
    display_name: form.text("display_name"),
    note: form.text("note"),
    fields: readFields(visit, account),
    bot: form.has("bot"),
    ...readDescriptions(visit),
    attribution_domains: form.text("attribution_domains").split(/[\s,]+/),
    ...pictures,
  };
  const failed = Object.keys(problems).length > 0;
  const wrong = await problemsIn(visit.locale, FIELDS, async () =>
    failed ? readProfile(changes) : await updateProfile(kith, account, changes),
  );
  if (!failed && Object.keys(wrong).length === 0) return go(routes.settingsProfile, "settings.said_profile");
  await forgetPortraits(visit, pictures);
  return await showProfile(visit, { ...problems, ...wrong });
}

const FIELDS: Fields = [
  ["Display name", "display_name"],
  ["Bio", "note"],
  ...PORTRAIT_PROBLEMS,
  ["Attribution domains", "attribution_domains"],
];

/** Those of the form; apps can set more than the form shows, and these stay. */
function readFields({ form }: Visit, account: Account): { name: string; value: string }[] {
  const kept = fromJson(account.fields);
  const typed = Array.from({ length: Math.max(SHOWN_FIELDS, kept.length) }, (_, at) => ({
    name: form.text(`field_name_${at + 1}`),
    value: form.text(`field_value_${at + 1}`),
    shown: form.has(`field_name_${at + 1}`),
  }));
  return typed.map(({ name, value, shown }, at) => {
    const one = kept[at];
    return shown || one === undefined ? { name, value } : { name: one.name, value: plainText(one.value) };
  });
}

async function addTag(visit: Visit): Promise<Answer> {
  const name = visit.form
    .text("tag")
    .trim()
    .replace(/^[#＃]/, "");
  const added = featureTag(visit.kith, me(visit), name).then(() => undefined);
  const problems = await added.catch((error: unknown) => problemsOf(error, visit.locale, "tag"));
  return problems === undefined ? go(routes.settingsProfile, "settings.said_tag") : await showProfile(visit, problems);
}

async function removeTag(visit: Visit): Promise<Answer> {
  await removeFeaturedTag(visit.kith, me(visit), idParam(visit) ?? 0);
  return go(routes.settingsProfile, "settings.said_tag");
}

export const settingsRoutes: readonly Route[] = [
  page(routes.settings, "member", async (visit) => show(settingsIndexView(await contextOf(visit)))),
  page(routes.settingsProfile, "member", async (visit) => await showProfile(visit)),
  upload(routes.settingsProfile, saveProfile),
  action(routes.featureTag, "member", addTag),
  action("/settings/profile/tags/:id/remove", "member", removeTag),
];
