/** The frame of every page: head, skip link, navigation, the one main column, and a right column where it helps. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "./context.ts";
import { icon, iconSprite } from "./icons.ts";
import { form, refusedView, withOrderedProblems } from "../parts/form.ts";
import { headView } from "../parts/head.ts";
import type { Meta } from "../parts/head.ts";
import { navView } from "../parts/nav.ts";
import type { Place } from "../parts/nav.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "./routes.ts";

export type PageParts = {
  /** Of the document; the instance's title is added. */
  title: string;
  /** Holds the page's one h1: see `pageHead`. */
  main: Html;
  /** The right column, on wide windows; below the main column on others. */
  aside?: Html | undefined;
  /** The entry of the navigation that is this page. */
  place?: Place | undefined;
  meta?: Meta | undefined;
  /** For forms and single messages: a narrower column. */
  narrow?: boolean;
  /** For tables and plots: the middle column takes the right one's place, too. */
  wide?: boolean;
  /** Modules of `views/assets/` besides `posts.js`. */
  scripts?: readonly string[];
};

/** A whole document. */
export function layout(ctx: ViewContext, parts: PageParts): Html {
  const aside =
    parts.aside === undefined ? "" : html`<aside class="side" aria-label="${ctx.t("common.about_page")}">${parts.aside}</aside>`;
  return html`<!doctype html>
<html lang="${ctx.locale.language}" dir="${ctx.locale.direction}"${looksOf(ctx)}>
${headView(ctx, parts)}
<body class="${ctx.viewer === undefined ? "visitor" : "member"}">
<a class="skip" href="#main">${ctx.t("common.skip")}</a>
${iconSprite()}
<div class="frame${parts.narrow === true ? " narrow" : ""}${parts.wide === true ? " wide" : ""}">
${navView(ctx, parts.place)}
<main id="main" tabindex="-1">
${actingView(ctx)}${flashView(ctx)}${pausedView(ctx)}
${withOrderedProblems(html`${refusedView(ctx)}${parts.main}`)}
</main>
${aside}
</div>
${footerView(ctx)}
</body>
</html>`;
}

/** What the reader has chosen for all pages, for the stylesheet. */
function looksOf({ viewer }: ViewContext): Html {
  if (viewer === undefined) return raw("");
  const { theme, contrast, text_size, reduced_motion } = viewer.settings;
  const pairs = { theme, contrast, "text-size": text_size, motion: reduced_motion === true ? "less" : "" };
  const chosen = Object.entries(pairs).filter(([, value]) => value !== undefined && value !== "");
  return html`${chosen.map(([name, value]) => html` data-${name}="${value ?? ""}"`)}`;
}

function flashView({ flash }: ViewContext): Html {
  if (flash === undefined) return raw("");
  return html`<p class="flash ${flash.kind}" role="${flash.kind === "problem" ? "alert" : "status"}">${icon(flash.kind === "problem" ? "warn" : "check")}<span dir="auto">${flash.text}</span></p>`;
}

/** In whose name one is here, and the way back to oneself. */
function actingView(ctx: ViewContext): Html {
  const { acting, account } = ctx.viewer ?? {};
  if (acting === undefined || account === undefined) return raw("");
  const words = ctx.rich("teams.you_act_for", {
    team: html`<strong dir="auto">@${account.username}</strong>`,
    role: ctx.t(`teams.role_${acting.role}`),
  });
  const back = form(
    ctx,
    routes.stopActing,
    html`<button class="button">${ctx.t("teams.stop", { name: `@${acting.account.username}` })}</button>`,
    { return_to: routes.teams },
  );
  return html`<div class="acting" role="note"><p>${icon("people")}<span>${words}</span></p>${back}</div>`;
}

/** Whoever gets no letters any more cannot be told by one. */
function pausedView(ctx: ViewContext): Html {
  const { user, settings } = ctx.viewer ?? {};
  if (user === undefined || !settings?.mail_paused || settings.mail_paused !== user.email_lower) return raw("");
  return html`<p class="flash problem" role="status">${icon("warn")}<span>${ctx.rich("mail.paused_banner", { a: (words) => html`<a href="${routes.settingsMail}">${words}</a>` })}</span></p>`;
}

function footerView(ctx: ViewContext): Html {
  return html`<footer class="foot"><a href="${routes.about}">${ctx.t("common.about_instance", { title: ctx.instance.title })}</a> <span>${ctx.t("common.runs_on")}</span>${languagesView(ctx)}</footer>`;
}

/** For visitors: whoever is signed in has said it in their settings. */
function languagesView(ctx: ViewContext): Html {
  if (ctx.viewer !== undefined) return raw("");
  const links = Object.entries(ctx.languages).map(([tag, name]) =>
    tag === ctx.locale.language
      ? html`<span lang="${tag}" aria-current="true">${name}</span> `
      : html`<a href="${routes.language(tag, ctx.path)}" hreflang="${tag}" lang="${tag}" rel="nofollow">${name}</a> `,
  );
  return html`<nav class="languages" aria-label="${ctx.t("common.page_language")}">${links}</nav>`;
}

type HeadOptions = {
  lead?: Html | string | undefined;
  actions?: Html | undefined;
  /** The page above this one: the way back. */
  back?: { href: string; label: string } | undefined;
};

/** The heading of a page, with the way back above it, a line below it and actions beside it. */
export function pageHead(title: Html | string, options: HeadOptions = {}): Html {
  const lead = options.lead === undefined ? "" : html`<p class="lead">${options.lead}</p>`;
  const back =
    options.back === undefined
      ? ""
      : html`<p class="back-to"><a href="${options.back.href}">${icon("back")}<span dir="auto">${options.back.label}</span></a></p>`;
  return html`${back}<div class="page-head"><div><h1 dir="auto">${title}</h1>${lead}</div>${options.actions ?? ""}</div>`;
}

type Tab = { href: string; label: string; current: boolean };
/** `news`: what is to be seen to in it. */
type Fold = { words: string; news?: string | undefined };
/** So many stand in one row, with what holds the others; one fewer on a phone, whatever the language. */
const MOST_TABS = 5;

const tabView = ({ href, label, current }: Tab, className = ""): Html =>
  html`<a href="${href}"${className === "" ? "" : html` class="${className}"`}${current ? raw(' aria-current="page"') : ""}>${label}</a>`;

/**
 * Links between neighbouring pages of one thing.
 *
 * @param more names what the rare ones are folded into, the last ones where there are too many; while one is on one of them, it bears the name of that
 */
export function tabs(label: string, items: readonly Tab[], more?: Fold): Html {
  if (more === undefined || items.length <= MOST_TABS)
    return html`<nav class="tabs" aria-label="${label}">${items.map((item) => tabView(item))}</nav>`;
  const [shown, rare] = [items.slice(0, MOST_TABS - 1), items.slice(MOST_TABS - 1)];
  // On a phone this one stands in the fold, too.
  const least = shown.findLast(({ current }) => !current);
  const links = shown.map((item) => tabView(item, item === least ? "roomy" : ""));
  return html`<nav class="tabs" aria-label="${label}">${links}${foldView(least === undefined ? [] : [tabView(least, "cramped")], rare, more)}</nav>`;
}

function foldView(first: Html[], rare: readonly Tab[], { words, news }: Fold): Html {
  const here = rare.find(({ current }) => current);
  const name = here === undefined ? words : html`${here.label}${hidden(` · ${words}`)}`;
  const dot = news === undefined || here !== undefined ? "" : html`<span class="dot"></span>${hidden(` (${news})`)}`;
  return html`<details class="menu-holder fold" name="menu"><summary${here === undefined ? "" : raw(' class="here"')}>${name}${dot}</summary><div class="menu">${first}${rare.map((item) => tabView(item))}</div></details>`;
}
