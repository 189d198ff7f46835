/** One post to stand inside other people's pages: without navigation, forms or scripts; every link opens its own window. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Status } from "../../src/db/schema.ts";
import type { ViewContext } from "../frame/context.ts";
import { iconSprite } from "../frame/icons.ts";
import { nameOf } from "../parts/names.ts";
import { authorOf } from "../parts/page.ts";
import { shortened, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "./status.ts";

export function embedView(ctx: ViewContext, { status, page }: { status: Status; page: StatusPage }): Html {
  const author = authorOf(status, page);
  const title = `${nameOf(author)}: ${shortened(wordsOf(status.content), 60)}`;
  const from = ctx.rich("about.embedded_from", {
    title: html`<a href="${routes.status(status.id, author)}" dir="auto">${ctx.instance.title}</a>`,
  });
  return html`<!doctype html>
<html lang="${ctx.locale.language}" dir="${ctx.locale.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<base target="_blank">
<link rel="canonical" href="${status.url === "" ? status.uri : status.url}">
<link rel="stylesheet" href="${ctx.assetUrl("style.css")}">
</head>
<body class="embed">
${iconSprite()}
<main>${statusView(status, page, ctx, { focused: true, still: true })}</main>
<p class="hint">${from}</p>
</body>
</html>`;
}
