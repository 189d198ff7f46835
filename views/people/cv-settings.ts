/** Writing one's CV: one form for what is short, and one for each position or school. */
import type { Account } from "../../src/db/schema.ts";
import type { CvAudience, CvContent, CvEntry, CvLanguageLevel, CvSection, OpenTo } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import type { EntryAct, EntrySection } from "./cv-paths.ts";
import { spanView } from "./cv.ts";
import { icon } from "../frame/icons.ts";
import { check, field, form, problemSummary, select, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "../settings/settings.ts";

export type CvSettings = FormState & { account: Account; headline: string; content: CvContent };

const OPEN_TO: readonly OpenTo[] = ["work", "hiring", "volunteering"];
const SECTIONS: readonly CvSection[] = ["experience", "education", "skills", "languages", "links", "open_to", "recommendations"];
const AUDIENCES: readonly CvAudience[] = ["everyone", "followers", "friends", "nobody"];
const LEVELS: readonly CvLanguageLevel[] = ["", "basic", "good", "fluent", "native"];
/** So many fields for languages are free. */
const ROOM = 2;

/** Posts `headline`, `open_work` …, `skills` (a line each), `language_1`, `level_1` …, and `for_experience` … */
export function cvSettingsView(ctx: ViewContext, state: CvSettings): Html {
  const { t } = ctx;
  const { content, typed } = state;
  const open = OPEN_TO.map((one) =>
    check(`open_${one}`, {
      label: t(`cv.open_${one}`),
      checked: typed === undefined ? content.open_to.includes(one) : typed[`open_${one}`] !== undefined,
    }),
  );
  const body = html`${field("headline", { ...state, label: t("cv.headline"), hint: t("cv.headline_hint"), value: state.headline, maxlength: 120 })}
<fieldset class="stack"><legend>${t("cv.open_to")}</legend>${open}</fieldset>
${field("skills", { ...state, label: t("cv.skills"), hint: t("cv.skills_hint"), value: content.skills.join("\n"), rows: 5, maxlength: 4000 })}
<fieldset class="stack"><legend>${t("cv.languages")}</legend>${languageFields(ctx, state)}</fieldset>
<fieldset class="stack"><legend>${t("cv.who_sees")}</legend><p class="hint">${t("cv.who_sees_hint")}</p><div class="two">${SECTIONS.map((section) => audienceField(ctx, state, section))}</div></fieldset>
<p class="buttons">${submit(t("common.save"))} <a class="button" href="${routes.profileCv(state.account)}">${t("cv.see")}</a></p>`;
  const others = html`<p class="buttons"><a class="button" href="${routes.recommendations}">${t("cv.recommendations")}</a></p>`;
  const main = html`${problemSummary(ctx, state.problems)}${others}${entriesView(ctx, "experience", content)}${entriesView(ctx, "education", content)}
<section class="stack after">${form(ctx, routes.settingsCv, body, { className: "stack", return_to: routes.settingsCv })}</section>
${importView(ctx, state)}`;
  return settingsPage(ctx, "cv", main, { lead: t("cv.lead") });
}

function importView(ctx: ViewContext, { problems }: CvSettings): Html {
  const { t } = ctx;
  const problem = problems?.["file"];
  const wrong = problem === undefined ? "" : html`<p class="problem" id="f-file-problem">${problem}</p>`;
  const about = problem === undefined ? "" : html` aria-invalid="true" aria-describedby="f-file-problem"`;
  const read = html`<div class="field"><label for="f-file">${t("cv.import_file")}</label><input type="file" id="f-file" name="file" accept=".json,application/json" required${about}>${wrong}</div><p><button class="button">${t("cv.import_do")}</button></p>`;
  return html`<section class="stack after" id="import"><h2>${t("cv.import")}</h2><p class="hint">${t("cv.import_hint")}</p>${form(ctx, routes.importCv, read, { className: "stack", files: true, return_to: routes.settingsCv })}</section>`;
}

function languageFields(ctx: ViewContext, state: CvSettings): Html {
  const { t } = ctx;
  const levels = LEVELS.map((level) => [level, t(`cv.level_${level === "" ? "none" : level}`)] as const);
  const count = Math.min(state.content.languages.length + ROOM, 20);
  const pairs = Array.from({ length: count }, (_, at) => {
    const [n, one] = [at + 1, state.content.languages[at]];
    const level = state.typed?.[`level_${n}`] ?? one?.level ?? "";
    return html`<div class="two">${field(`language_${n}`, { ...state, label: t("cv.language", { n }), value: one?.name ?? "", maxlength: 60 })}${select(`level_${n}`, { label: t("cv.level", { n }), choices: levels, value: level })}</div>`;
  });
  return html`${pairs}`;
}

const audienceField = ({ t }: ViewContext, { content, typed }: CvSettings, section: CvSection): Html =>
  select(`for_${section}`, {
    label: t(`cv.${section}`),
    choices: AUDIENCES.map((audience) => [audience, t(`cv.for_${audience}`)] as const),
    value: typed?.[`for_${section}`] ?? content.audience[section] ?? "everyone",
  });

/** The name of an entry, in one line. */
const nameOfEntry = ({ t }: ViewContext, { title, organisation }: CvEntry): string =>
  title === "" || organisation === "" ? title + organisation : t("cv.at", { title, organisation });

function entriesView(ctx: ViewContext, section: EntrySection, content: CvContent): Html {
  const { t } = ctx;
  const entries = content[section];
  const items = entries.map((entry, at) => {
    const name = nameOfEntry(ctx, entry);
    const act = (which: EntryAct, label: string) =>
      form(ctx, routes.actOnCvEntry(section, entry, which), html`<button class="button">${label}${hidden(` ${name}`)}</button>`, {
        return_to: routes.settingsCv,
      });
    const moves = html`${at === 0 ? "" : act("up", t("cv.up"))}${at === entries.length - 1 ? "" : act("down", t("cv.down"))}`;
    const edit = html`<a class="button" href="${routes.cvEntry(section, entry)}">${icon("edit")}${t("common.edit")}${hidden(` ${name}`)}</a>`;
    return html`<li class="card"><p><strong dir="auto">${name}</strong></p><p class="hint">${spanView(ctx, entry)}</p><div class="answer">${edit}${moves}${act("remove", t("common.remove"))}</div></li>`;
  });
  const list = items.length === 0 ? html`<p class="hint">${t("cv.none_yet")}</p>` : html`<ul class="cards">${items}</ul>`;
  return html`<section class="cv-part"><h2>${t(`cv.${section}`)}</h2>${list}<p class="buttons"><a class="button" href="${routes.cvEntry(section, { id: 0 })}">${t(`cv.add_${section}`)}</a></p></section>`;
}

export type CvEntryPage = FormState & { section: EntrySection; entry: CvEntry };

/** Posts `title`, `organisation`, `place`, `from`, `until` and `text`. */
export function cvEntryView(ctx: ViewContext, state: CvEntryPage): Html {
  const { t } = ctx;
  const { section, entry } = state;
  const month = (name: "from" | "until", hint: string) =>
    field(name, { ...state, label: t(`cv.${name}`), hint, value: entry[name], maxlength: 7, plain: true });
  const body = html`${field("title", { ...state, label: t("cv.entry_title"), value: entry.title, maxlength: 120 })}
${field("organisation", { ...state, label: t("cv.organisation"), value: entry.organisation, maxlength: 120 })}
${field("place", { ...state, label: t("cv.place"), value: entry.place, maxlength: 120 })}
<div class="two">${month("from", t("cv.month_hint"))}${month("until", t("cv.until_hint"))}</div>
${field("text", { ...state, label: t("cv.text"), value: entry.text, rows: 6, maxlength: 2000 })}
<p class="buttons">${submit(t("common.save"))} <a class="button" href="${routes.settingsCv}">${t("common.cancel")}</a></p>`;
  const title = t(entry.id === 0 ? `cv.add_${section}` : `cv.edit_${section}`);
  const main = html`${problemSummary(ctx, state.problems)}${form(ctx, routes.cvEntry(section, entry), body, { className: "stack" })}`;
  return settingsPage(ctx, "cv", main, { title });
}
