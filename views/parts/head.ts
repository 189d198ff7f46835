/** The document's head: title, stylesheet, scripts that wait, and what other programs read about the page. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";

/** What a public page says about itself to link previews (https://ogp.me), search engines and fediverse servers. */
export type Meta = {
  type: "article" | "profile" | "website";
  /** The page's own, lasting address. */
  url: string;
  title: string;
  description: string;
  /** An absolute address. */
  image?: { url: string; alt: string } | undefined;
  /** The ActivityPub object that the page shows. */
  alternate?: string | undefined;
  /** Addresses of the page's feeds, by their types. */
  feeds?: readonly { href: string; type: string }[];
  /** Where others learn how to embed the page (oEmbed). */
  oembed?: string | undefined;
  /** Data for other programs, as JSON-LD. */
  data?: string | undefined;
  /** Asks search engines to leave the page out. */
  noindex?: boolean;
};

export function headView(ctx: ViewContext, page: { title: string; meta?: Meta | undefined; scripts?: readonly string[] }): Html {
  const scripts = [
    "posts.js",
    ...(ctx.viewer?.settings.keyboard_shortcuts === true ? ["keys.js"] : []),
    ...(page.scripts ?? []),
  ].map((name) => html`<script type="module" src="${ctx.assetUrl(name)}"></script>\n`);
  const title = page.title === ctx.instance.title ? page.title : `${page.title} · ${ctx.instance.title}`;
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title}</title>
${coloursView(ctx.viewer?.settings.theme ?? "")}
<link rel="stylesheet" href="${ctx.assetUrl("style.css")}">
${ctx.instance.accent === "" ? "" : html`<link rel="stylesheet" href="${ctx.assetUrl("site.css")}">\n`}${iconView(ctx)}
${scripts}${page.meta === undefined ? "" : metaView(page.meta, ctx)}</head>`;
}

/** The paper of `1-tokens.css`, for the browser's own bars. */
const PAPER = { light: "#faf7f2", dark: "#161a1a" } as const;

function coloursView(theme: "" | "light" | "dark"): Html {
  if (theme !== "")
    return html`<meta name="color-scheme" content="${theme}">\n<meta name="theme-color" content="${PAPER[theme]}">`;
  const one = (name: "light" | "dark") =>
    html`<meta name="theme-color" content="${PAPER[name]}" media="(prefers-color-scheme: ${name})">`;
  return html`<meta name="color-scheme" content="light dark">\n${one("light")}\n${one("dark")}`;
}

/** The server's own picture, where it has one. */
function iconView(ctx: ViewContext): Html {
  const { "32": small, "180": touch } = ctx.instance.icons;
  if (small === undefined || touch === undefined)
    return html`<link rel="icon" href="${ctx.assetUrl("icon.svg")}" type="image/svg+xml">`;
  return html`<link rel="icon" href="${ctx.fileUrl(small)}" type="image/png" sizes="32x32"><link rel="apple-touch-icon" href="${ctx.fileUrl(touch)}">`;
}

function metaView(meta: Meta, ctx: ViewContext): Html {
  const image = meta.image;
  const pairs: [string, string | undefined][] = [
    ["og:type", meta.type],
    ["og:site_name", ctx.instance.title],
    ["og:title", meta.title],
    ["og:description", meta.description],
    ["og:url", meta.url],
    ["og:image", image?.url],
    ["og:image:alt", image === undefined || image.alt === "" ? undefined : image.alt],
  ];
  return join([
    html`<meta name="description" content="${meta.description}">\n<link rel="canonical" href="${meta.url}">\n`,
    ...pairs.flatMap(([property, content]) =>
      content === undefined ? [] : [html`<meta property="${property}" content="${content}">\n`],
    ),
    meta.data === undefined
      ? undefined
      : html`<script type="application/ld+json">${raw(meta.data.replaceAll("<", "\\u003c"))}</script>\n`,
    meta.alternate === undefined
      ? undefined
      : html`<link rel="alternate" type="application/activity+json" href="${meta.alternate}">\n`,
    ...(meta.feeds ?? []).map(({ href, type }) => html`<link rel="alternate" type="${type}" href="${href}">\n`),
    meta.oembed === undefined ? undefined : html`<link rel="alternate" type="application/json+oembed" href="${meta.oembed}">\n`,
    meta.noindex === true ? raw('<meta name="robots" content="noindex">\n') : undefined,
  ]);
}
