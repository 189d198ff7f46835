/** A CV: an h-resume (https://microformats.org/wiki/h-resume) for other programs, two sheets of paper for a printer, and a page for everybody. */
import type { Account } from "../../src/db/schema.ts";
import type { CvEntry } from "../../src/db/values.ts";
import type { CvLink, ShownCv, ShownRecommendation } from "../../src/cv/show.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout } from "../frame/layout.ts";
import { avatarView, bylineView, nameOf, nameView, wholeHandleOf } from "../parts/names.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type CvPage = { account: Account; cv: ShownCv };

export function cvView(ctx: ViewContext, { account, cv }: CvPage): Html {
  const { t } = ctx;
  const own = ctx.viewer?.account.id === account.id;
  const title = t("cv.of", { name: nameOf(account) });
  const back = html`<p class="back-to"><a href="${routes.profile(account)}">${icon("back")}<span dir="auto">${nameOf(account)}</span></a></p>`;
  const edit = own
    ? html`<p class="buttons no-print"><a class="button" href="${routes.settingsCv}">${icon("edit")}${t("cv.edit")}</a><a class="button" href="${routes.recommendations}">${t("cv.recommendations")}</a></p>`
    : "";
  const main = html`${back}<article class="h-resume cv">${headView(ctx, account, cv)}${edit}
${entriesView(ctx, "experience", cv.experience)}${recommendationsView(ctx, account, cv.recommendations)}${entriesView(ctx, "education", cv.education)}
${skillsView(ctx, cv)}${languagesView(ctx, cv)}${linksView(ctx, cv.links)}</article>
<p class="hint no-print">${t("cv.print_hint")}</p>${dataView(ctx, account, cv)}`;
  const meta = {
    type: "profile",
    url: `${account.url}/cv`,
    title,
    description: cv.headline === "" ? title : cv.headline,
    noindex: account.indexable === 0 || account.host !== "",
  } as const;
  return layout(ctx, { title, main, meta });
}

function headView(ctx: ViewContext, account: Account, cv: ShownCv): Html {
  const { t } = ctx;
  const now = cv.experience.filter(({ until, organisation }) => until === "" && organisation !== "").slice(0, 3);
  const places = [...new Set(now.map(({ organisation }) => organisation))].map(
    (name) => html`<span class="p-affiliation h-card"><span class="p-name p-org" dir="auto">${name}</span></span>`,
  );
  const at = places.length === 0 ? "" : html`<p class="now">${ctx.rich("cv.now_at", { where: join(places, raw(", ")) })}</p>`;
  const open = cv.open_to.map((one) => html`<li>${t(`cv.open_${one}`)}</li>`);
  const url = account.url === "" ? account.uri : account.url;
  return html`<header class="cv-head"><div class="p-contact h-card">${avatarView(account, ctx, "l", "u-photo")}<div><h1 class="p-name" dir="auto">${nameView(account, ctx)}</h1>
<p class="handle"><a class="u-url u-uid" href="${url}">${wholeHandleOf(account, ctx)}</a></p></div></div>
${cv.headline === "" ? "" : html`<p class="p-summary headline" dir="auto">${cv.headline}</p>`}${at}
${open.length === 0 ? "" : html`<div class="open-to"><h2>${t("cv.open_to")}</h2><ul class="chips">${open}</ul></div>`}</header>`;
}

/** "2026-03" as people write it; a year alone stays one. */
function monthView(month: string, className: string, { locale }: ViewContext): Html {
  const [year = 0, number] = month.split("-").map(Number);
  const words = number === undefined ? month : locale.times.month(Date.UTC(year, number - 1, 15, 12));
  return html`<time class="${className}" datetime="${month}">${words}</time>`;
}

export function spanView(ctx: ViewContext, { from, until }: Pick<CvEntry, "from" | "until">): Html | string {
  if (from === "" && until === "") return "";
  if (from === "") return monthView(until, "dt-end", ctx);
  const end = until === "" ? html`${ctx.t("cv.today")}` : monthView(until, "dt-end", ctx);
  return ctx.rich("cv.span", { from: monthView(from, "dt-start", ctx), until: end });
}

/** Plain text with its paragraphs and lines. */
export const proseView = (text: string, className = ""): Html =>
  html`<div class="prose ${className}" dir="auto">${join(
    text.split(/\n{2,}/).map(
      (paragraph) =>
        html`<p>${join(
          paragraph.split("\n").map((line) => html`${line}`),
          raw("<br>\n"),
        )}</p>`,
    ),
    // Programs that read the text alone run together what stands side by side.
    raw("\n"),
  )}</div>`;

function entriesView(ctx: ViewContext, section: "experience" | "education", entries: readonly CvEntry[]): Html | string {
  if (entries.length === 0) return "";
  const items = entries.map((entry) => {
    const when = spanView(ctx, entry);
    const name = entry.title === "" ? entry.organisation : entry.title;
    const where = [
      entry.title === "" || entry.organisation === ""
        ? ""
        : html`<span class="p-organizer" dir="auto">${entry.organisation}</span>`,
      entry.place === "" ? "" : html`<span class="p-location" dir="auto">${entry.place}</span>`,
    ].filter((part) => part !== "");
    return html`<li class="p-${section} h-event"><h3 class="p-name" dir="auto">${name}</h3>${where.length === 0 ? "" : html`<p class="where">${join(where as Html[], raw(" · "))}</p>`}${when === "" ? "" : html`<p class="when">${when}</p>`}${entry.text === "" ? "" : proseView(entry.text, "p-description")}</li>`;
  });
  return html`<section><h2>${ctx.t(`cv.${section}`)}</h2><ol class="entries">${items}</ol></section>`;
}

const skillsView = ({ t }: ViewContext, { skills }: ShownCv): Html | string =>
  skills.length === 0
    ? ""
    : html`<section><h2>${t("cv.skills")}</h2><ul class="chips">${skills.map((skill) => html`<li class="p-skill" dir="auto">${skill}</li>`)}</ul></section>`;

const languagesView = ({ t }: ViewContext, { languages }: ShownCv): Html | string =>
  languages.length === 0
    ? ""
    : html`<section><h2>${t("cv.languages")}</h2><ul class="facts-line">${languages.map(({ name, level }) => html`<li><span dir="auto">${name}</span>${level === "" ? "" : html` <span class="hint">${t(`cv.level_${level}`)}</span>`}</li>`)}</ul></section>`;

const linksView = ({ t }: ViewContext, links: readonly CvLink[]): Html | string =>
  links.length === 0
    ? ""
    : html`<section><h2>${t("cv.links")}</h2><ul class="facts-line">${links.map(({ name, url }) => html`<li><span class="mark" title="${t("cv.verified")}">${icon("check")}${hidden(t("cv.verified"))}</span> <a href="${url}" rel="me nofollow noopener" dir="auto">${name}</a> <span class="hint link-words">${url.replace(/^https?:\/\//, "")}</span></li>`)}</ul></section>`;

function recommendationsView(ctx: ViewContext, subject: Account, shown: readonly ShownRecommendation[]): Html | string {
  if (shown.length === 0) return "";
  const { times } = ctx.locale;
  const cards = shown.map((one) => {
    const told = one.told_by === "" ? "" : html` <span>${ctx.t("cv.told_by", { host: one.told_by })}</span>`;
    const check = html`<a href="${routes.checkRecommendation(one.uri)}" rel="nofollow">${ctx.t("cv.check")}${hidden(` (${nameOf(subject)})`)}</a>`;
    return html`<li class="card recommendation h-cite"><blockquote>${proseView(one.content, "p-content")}</blockquote>${authorView(ctx, one)}<p class="hint"><time class="dt-published" datetime="${times.isoDay(one.updated_at)}">${times.day(one.updated_at)}</time>${told}<span class="no-print"> · ${check}</span></p></li>`;
  });
  return html`<section><h2>${ctx.t("cv.recommendations")}</h2><ul class="cards">${cards}</ul></section>`;
}

const authorView = (
  ctx: ViewContext,
  { author, author_uri, relation }: Pick<ShownRecommendation, "author" | "author_uri" | "relation">,
): Html => {
  const who =
    author === undefined
      ? html`<a class="p-author h-card" href="${author_uri}" rel="nofollow noopener">${author_uri}</a>`
      : bylineView(author, ctx, "p-author");
  return html`<div class="by-whom">${who}${relationWords(ctx, relation)}</div>`;
};

const KNOWN = ["colleague", "manager", "report", "client", "contractor", "teacher", "student", "friend"] as const;
export function relationWords({ t }: ViewContext, relation: string): Html | string {
  const known = KNOWN.find((one) => one === relation);
  return known === undefined ? "" : html`<span class="hint">${t(`cv.as_${known}`)}</span>`;
}

/** The same for search engines (https://schema.org/Person): only of what everybody may see, and only where the account wants to be found. */
function dataView(ctx: ViewContext, account: Account, cv: ShownCv): Html | string {
  if (ctx.viewer !== undefined || account.indexable === 0 || account.host !== "") return "";
  const organisation = (name: string) => ({ "@type": "Organization", name });
  const place = ({ until }: CvEntry) => until === "";
  const works = cv.experience.filter((entry) => place(entry) && entry.organisation !== "");
  const data = {
    "@context": "https://schema.org",
    "@type": "Person",
    "@id": account.uri,
    name: nameOf(account),
    url: account.url,
    ...(cv.headline === "" ? {} : { description: cv.headline }),
    ...(works[0] === undefined || works[0].title === "" ? {} : { jobTitle: works[0].title }),
    worksFor: works.map(({ organisation: name }) => organisation(name)),
    alumniOf: cv.education.filter(({ organisation: name }) => name !== "").map(({ organisation: name }) => organisation(name)),
    knowsAbout: cv.skills,
    knowsLanguage: cv.languages.map(({ name }) => name),
    sameAs: cv.links.map(({ url }) => url),
  };
  return raw(`<script type="application/ld+json">${JSON.stringify(data).replaceAll("<", String.raw`\u003c`)}</script>`);
}
