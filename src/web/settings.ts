/** What one sets about oneself: the profile with its pictures, and preferences. */
import { readSettings } from "../accounts/settings.ts";
import { updateProfile, type ProfileChanges } from "../accounts/update.ts";
import { fromJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import { addPortrait, removePortrait } from "../media/portraits.ts";
import { plainText } from "../text/plain.ts";
import type { Problems } from "../../views/context.ts";
import { routes } from "../../views/routes.ts";
import { settingsPreferencesView, settingsProfileView } from "../../views/settings.ts";
import { contextOf } from "./context.ts";
import { plainWords, problemsOf } from "./problems.ts";
import { action, go, page, show, upload, type Answer, type Route } from "./respond.ts";
import { me, myUser, type Visit } from "./visit.ts";

const SHOWN_FIELDS = 4;
const PICTURES = ["avatar", "header"] as const;
const FLAGS = ["locked", "bot", "discoverable", "indexable", "hide_collections"] as const;

const showProfile = async (visit: Visit): Promise<Answer> =>
  show(settingsProfileView(await contextOf(visit), { account: me(visit) }));

async function saveProfile(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const account = me(visit);
  const again = async (problems: Problems) =>
    show(settingsProfileView(await contextOf(visit), { account, typed: form.typed, problems }), 422);
  const { pictures, problems } = await readPictures(visit);
  if (Object.keys(problems).length > 0) {
    await forget(visit, pictures);
    return await again(problems);
  }
  const flags = Object.fromEntries(FLAGS.map((name) => [name, form.has(name)]));
  const texts = { display_name: form.text("display_name"), note: form.text("note"), fields: readFields(visit, account) };
  const saved = await updateProfile(kith, account, { ...texts, ...flags, ...pictures }).catch((error: unknown) => ({
    problems: problemsOf(error, fieldOf(error)),
  }));
  if (!("problems" in saved)) return go(routes.settingsProfile, "settings.said_profile");
  await forget(visit, pictures);
  return await again(saved.problems);
}

const fieldOf = (error: unknown): string =>
  !(error instanceof Refusal)
    ? ""
    : error.message.includes("Display name")
      ? "display_name"
      : error.message.includes("Bio")
        ? "note"
        : "";

type Pictures = Pick<ProfileChanges, (typeof PICTURES)[number]>;

/** The names of the new pictures ("" for those taken away), kept already; what could not be read is told. */
async function readPictures({ kith, form }: Visit): Promise<{ pictures: Pictures; problems: Problems }> {
  const pictures: Pictures = {};
  const problems: Record<string, string> = {};
  for (const name of PICTURES) {
    const file = form.file(name);
    if (file === undefined) {
      if (form.has(`remove_${name}`)) pictures[name] = "";
      continue;
    }
    try {
      if (file.too_large) throw new Refusal("invalid", `Validation failed: ${name} is too large`);
      pictures[name] = await addPortrait(kith, name, file.bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems[name] = plainWords(error.message);
    }
  }
  return { pictures, problems };
}

/** Pictures that came with a form that could not be saved. */
async function forget({ kith }: Visit, pictures: Pictures): Promise<void> {
  for (const name of PICTURES) await removePortrait(kith, pictures[name] ?? "");
}

/** Those of the form; apps can set more than the form shows, and these stay. */
function readFields({ form }: Visit, account: Account): { name: string; value: string }[] {
  const typed = Array.from({ length: SHOWN_FIELDS }, (_, at) => ({
    name: form.text(`field_name_${at + 1}`),
    value: form.text(`field_value_${at + 1}`),
  }));
  const others = fromJson(account.fields).slice(SHOWN_FIELDS);
  return [...typed, ...others.map(({ name, value }) => ({ name, value: plainText(value) }))];
}

const showPreferences = async (visit: Visit): Promise<Answer> =>
  show(settingsPreferencesView(await contextOf(visit), { settings: readSettings(myUser(visit)) }));

async function savePreferences(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const language = form.text("default_language");
  const settings = {
    default_privacy: oneOf(form.text("default_privacy"), ["public", "unlisted", "private"] as const),
    default_language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language) ? language : undefined,
    expand_media: oneOf(form.text("expand_media"), ["default", "show_all", "hide_all"] as const),
    default_sensitive: form.has("default_sensitive"),
    expand_spoilers: form.has("expand_spoilers"),
    show_counts: form.has("show_counts"),
  };
  await updateProfile(kith, me(visit), { settings });
  return go(routes.settingsPreferences, "settings.said_preferences");
}

const oneOf = <Choice extends string>(text: string, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === text);

export const settingsRoutes: readonly Route[] = [
  page("/settings", "member", async () => go(routes.settingsProfile)),
  page(routes.settingsProfile, "member", showProfile),
  upload(routes.settingsProfile, saveProfile),
  page(routes.settingsPreferences, "member", showPreferences),
  action(routes.settingsPreferences, "member", savePreferences),
];
