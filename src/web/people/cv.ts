/** CVs: the page of one, and writing one's own. */
import { getAccount } from "../../accounts/find.ts";
import { contentOf, findCvRow } from "../../cv/load.ts";
import { AUDIENCES, LEVELS, OPEN_TO, SECTIONS } from "../../cv/content.ts";
import { readCvFile } from "../../cv/import.ts";
import { moveEntry, putEntry, removeEntry, saveCv } from "../../cv/save.ts";
import { loadCv } from "../../cv/show.ts";
import type { CvEntry } from "../../db/values.ts";
import { missing } from "../../errors.ts";
import { cvEntryView, cvSettingsView } from "../../../views/people/cv-settings.ts";
import { cvView } from "../../../views/people/cv.ts";
import type { EntrySection } from "../../../views/people/cv-paths.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { getNamed } from "./accounts.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf, type Fields } from "../frame/problems.ts";
import { action, go, makes, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

async function showCv(visit: Visit): Promise<Answer> {
  const account = await getNamed(visit);
  const cv = await loadCv(visit.kith, visit.viewer_id, account);
  if (cv === undefined) throw missing();
  return show(cvView(await contextOf(visit), { account, cv }));
}

async function showSettings(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const account = await getAccount(kith.db, me(visit).id);
  const row = await findCvRow(kith.db, account.id);
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  const settings = { account, headline: row?.headline ?? "", content: contentOf(row), ...state };
  return show(cvSettingsView(await contextOf(visit), settings), problems === undefined ? 200 : 422);
}

const MOST_LANGUAGES = 22;

async function saveSettings(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const numbers = Array.from({ length: MOST_LANGUAGES }, (_, at) => at + 1).filter((n) => form.has(`language_${n}`));
  const content = {
    open_to: OPEN_TO.filter((one) => form.has(`open_${one}`)),
    skills: form.text("skills").split("\n"),
    languages: numbers.map((n) => ({
      name: form.text(`language_${n}`),
      level: LEVELS.find((level) => level === form.text(`level_${n}`)) ?? "",
    })),
    audience: Object.fromEntries(
      SECTIONS.map((section) => [section, AUDIENCES.find((one) => one === form.text(`for_${section}`)) ?? "everyone"]),
    ),
  };
  const saved = saveCv(kith, me(visit), { headline: form.text("headline"), content }).then(() => undefined);
  // The refusal of a language does not say which it is.
  const longest = `language_${numbers.toSorted((a, b) => form.text(`language_${b}`).length - form.text(`language_${a}`).length)[0]}`;
  const problems = await saved.catch((error: unknown) => problemsOf(error, visit.locale, [...FIELDS, ["Language is", longest]]));
  return problems === undefined ? go(routes.settingsCv, "cv.said_saved") : await showSettings(visit, problems);
}

/** What the file says takes the place of what was there; what it does not speak of stays. */
async function readIn(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const file = form.file("file");
  const text = file === undefined || file.too_large ? "" : file.bytes.toString("utf8");
  const saved = async () => void (await saveCv(kith, me(visit), readCvFile(text)));
  const problems = await saved().catch((error: unknown) => problemsOf(error, visit.locale, "file"));
  return problems === undefined ? go(routes.settingsCv, "cv.said_imported") : await showSettings(visit, problems);
}

const FIELDS: Fields = [
  ["Headline", "headline"],
  ["Skill", "skills"],
  ["Title", "title"],
  ["Organisation", "organisation"],
  ["Place", "place"],
  ["Until", "until"],
  ["Text", "text"],
];

const sectionParam = (visit: Visit): EntrySection => {
  const { section } = visit.params;
  if (section !== "experience" && section !== "education") throw missing();
  return section;
};

const NEW: CvEntry = { id: 0, title: "", organisation: "", place: "", from: "", until: "", text: "" };

async function showEntry(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form, params } = visit;
  const section = sectionParam(visit);
  const entries = contentOf(await findCvRow(kith.db, me(visit).id))[section];
  const entry = params["id"] === "0" ? NEW : entries.find(({ id }) => id === idParam(visit));
  if (entry === undefined) throw missing();
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  return show(cvEntryView(await contextOf(visit), { section, entry, ...state }), problems === undefined ? 200 : 422);
}

async function saveEntry(visit: Visit): Promise<Answer> {
  const { kith, form, params } = visit;
  const entry: CvEntry = {
    id: params["id"] === "0" ? 0 : (idParam(visit) ?? 0),
    title: form.text("title"),
    organisation: form.text("organisation"),
    place: form.text("place"),
    from: form.text("from"),
    until: form.text("until"),
    text: form.text("text"),
  };
  const saved = putEntry(kith, me(visit), sectionParam(visit), entry).then(() => undefined);
  const problems = await saved.catch((error: unknown) => problemsOf(error, visit.locale, FIELDS));
  return problems === undefined ? go(routes.settingsCv, "cv.said_saved") : await showEntry(visit, problems);
}

const moving =
  (by: -1 | 1) =>
  async (visit: Visit): Promise<Answer> => {
    await moveEntry(visit.kith, me(visit), sectionParam(visit), { id: idParam(visit) ?? 0, by });
    return go(routes.settingsCv);
  };

async function remove(visit: Visit): Promise<Answer> {
  await removeEntry(visit.kith, me(visit), sectionParam(visit), idParam(visit) ?? 0);
  return go(routes.settingsCv, "cv.said_removed");
}

const entry = "/settings/cv/:section/:id";

export const cvRoutes: readonly Route[] = [
  page("/@:acct/cv", "anyone", showCv),
  page(routes.settingsCv, "member", async (visit) => await showSettings(visit)),
  action(routes.settingsCv, "member", saveSettings),
  makes(upload(routes.importCv, readIn)),
  page(entry, "member", async (visit) => await showEntry(visit)),
  makes(action(entry, "member", saveEntry)),
  makes(action(`${entry}/up`, "member", moving(-1))),
  makes(action(`${entry}/down`, "member", moving(1))),
  action(`${entry}/remove`, "member", remove),
];
