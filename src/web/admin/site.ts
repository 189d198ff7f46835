/** What a server is called, what it says, how it looks, who may join it. */
import type { Site } from "../../config.ts";
import { findAccountById } from "../../accounts/find.ts";
import { invalid } from "../../errors.ts";
import { renderPageText } from "../../policies/page-text.ts";
import { findText, loadTerms, publishTerms, writeText } from "../../policies/texts.ts";
import { forgetAll } from "../../insights/roll.ts";
import { nearestAccent, shadesOf, USUAL_ACCENT } from "../../site/accent.ts";
import { addSitePicture, dropSitePicture } from "../../site/picture.ts";
import { readSite, saveSite } from "../../site/site.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { isLanguage } from "../../words/languages.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import { lookView, siteView, textsView } from "../../../views/admin/site.ts";
import type { FormState } from "../../../views/parts/form.ts";
import { routes } from "../../../views/frame/routes.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { problemsIn } from "../frame/problems.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { by, staffAction, staffPage, staffUpload, tried, type StaffRoute } from "./staff.ts";

async function sitePage(visit: Visit, state: FormState = {}) {
  const { instance } = visit.kith;
  const time_zones = Intl.supportedValuesOf("timeZone");
  return siteView(await contextOf(visit), { site: instance, front_status: await frontAddress(visit), time_zones, ...state });
}

/** The address of the post that stands on the front page; "" when there is none. */
async function frontAddress({ kith }: Visit): Promise<string> {
  const { front_status_id: id, origin } = kith.instance;
  const status = id === 0 ? undefined : await findVisibleStatus(kith.db, 0, id);
  const author = status && (await findAccountById(kith.db, status.account_id));
  return status === undefined || author === undefined ? "" : `${origin}${routes.status(status.id, author)}`;
}

/** The id of a post by its address here, or the id itself; 0 for none. */
const idOfAddress = (text: string): number => Number(/^(?:\S*\/)?(\d{1,16})\/?$/.exec(text.trim())?.[1] ?? 0);

const REGISTRATIONS = ["open", "approval", "closed"] as const;
const FRONT_PAGES = ["local", "about", "status"] as const;

function siteOf({ form }: Visit): Partial<Site> {
  const language = form.text("language");
  const registrations = REGISTRATIONS.find((one) => one === form.text("registrations"));
  const front_page = FRONT_PAGES.find((one) => one === form.text("front_page"));
  return {
    title: form.text("title"),
    description: form.text("description"),
    contact_email: form.text("contact_email"),
    time_zone: form.text("time_zone").trim(),
    members_invite: form.has("members_invite"),
    members_make_groups: form.has("members_make_groups"),
    insights: form.has("insights"),
    ...(isLanguage(language) ? { language } : {}),
    ...(registrations === undefined ? {} : { registrations }),
    ...(front_page === undefined
      ? {}
      : { front_page, front_status_id: front_page === "status" ? idOfAddress(form.text("front_status")) : 0 }),
  };
}

const saveWords = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      await saveSite(visit.kith, by(visit), siteOf(visit));
      if (!visit.kith.instance.insights) await forgetAll(visit.kith);
      return go(adminRoutes.site, "admin.said_saved");
    },
    async ({ front_status_id, ...problems }) => {
      const named = front_status_id === undefined ? problems : { ...problems, front_status: front_status_id };
      return await sitePage(visit, { typed: visit.form.typed, problems: named });
    },
  );

async function lookPage(visit: Visit, state: FormState = {}) {
  const { accent, picture } = visit.kith.instance;
  const typed = (state.typed?.["accent"] ?? "").toLowerCase();
  const wrong = state.problems?.["accent"] !== undefined && /^#[0-9a-f]{6}$/.test(typed);
  const shades = shadesOf(wrong || accent === "" ? USUAL_ACCENT : accent);
  const parts = { accent, usual: USUAL_ACCENT, ...shades, picture, nearest: wrong ? nearestAccent(typed) : undefined };
  return lookView(await contextOf(visit), { ...parts, ...state });
}

/** A new picture that is not kept after all goes again. */
async function saveLook(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const accent = form.has("own_accent") ? form.text("accent") : "";
  let pictures: Awaited<ReturnType<typeof readPicture>> = {};
  const wrong = await problemsIn(locale, "picture", async () => (pictures = await readPicture(visit)));
  const failed = Object.keys(wrong).length > 0;
  const more = await problemsIn(locale, "accent", async () =>
    failed ? readSite({ accent }) : await saveSite(kith, by(visit), { ...pictures, accent }),
  );
  const problems = { ...wrong, ...more };
  if (Object.keys(problems).length === 0) return go(adminRoutes.look, "admin.said_saved");
  if (pictures.picture !== undefined) await dropSitePicture(kith, pictures);
  return show(await lookPage(visit, await again(visit, problems)), 422);
}

async function readPicture({ kith, form }: Visit): Promise<Partial<Pick<Site, "picture" | "icons">>> {
  const file = form.file("picture");
  if (file?.too_large === true) throw invalid("Validation failed: Picture file size must be less than the limit");
  if (file !== undefined) return await addSitePicture(kith, file.bytes);
  return form.has("remove_picture") ? { picture: "", icons: {} } : {};
}

const NAMES = ["extended_description", "privacy_policy"] as const;

async function textsPage(visit: Visit, state: FormState = {}, preview?: string) {
  const { db } = visit.kith;
  const text = async (name: (typeof NAMES)[number]) => (await findText(db, name))?.text ?? "";
  const texts = { extended_description: await text("extended_description"), privacy_policy: await text("privacy_policy") };
  return textsView(await contextOf(visit), { ...texts, preview, terms: await loadTerms(db) }, state);
}

async function saveTexts(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  if (form.has("preview")) {
    const parts = await Promise.all(NAMES.map(async (name) => await renderPageText(kith, form.text(name))));
    return show(await textsPage(visit, { typed: form.typed }, parts.filter((part) => part !== "").join("<hr>")));
  }
  return await tried(
    visit,
    async () => {
      for (const name of NAMES) {
        const known = (await findText(kith.db, name))?.text ?? "";
        if (form.text(name) !== known) await writeText(kith, by(visit), name, form.text(name));
      }
      return go(adminRoutes.texts, "admin.said_saved");
    },
    async (problems) => await textsPage(visit, { typed: form.typed, problems }),
  );
}

const newTerms = async (visit: Visit): Promise<Answer> =>
  await tried(
    visit,
    async () => {
      const { form } = visit;
      const terms = { text: form.text("text"), effective_date: form.text("effective_date"), changelog: form.text("changelog") };
      await publishTerms(visit.kith, by(visit), terms);
      return go(adminRoutes.texts, "admin.said_saved");
    },
    async (problems) => await textsPage(visit, { typed: visit.form.typed, problems }),
    [
      ["Effective date", "effective_date"],
      [/./, "text"],
    ],
  );

const may = "manage_settings";

export const siteRoutes: readonly StaffRoute[] = [
  staffPage("/admin/site", may, async (visit) => show(await sitePage(visit))),
  staffAction("/admin/site", may, saveWords),
  staffPage("/admin/site/look", may, async (visit) => show(await lookPage(visit))),
  staffUpload("/admin/site/look", may, saveLook),
  staffPage("/admin/site/texts", may, async (visit) => show(await textsPage(visit))),
  staffAction("/admin/site/texts", may, saveTexts),
  staffAction("/admin/site/terms", may, newTerms),
];
