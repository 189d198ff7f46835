/** Pages that only say something: an error with its next step, or what happens now. */
import { html } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { routes } from "./routes.ts";

export type Message = { title: string; text: string; link?: { href: string; label: string } | undefined };

/** One message and one way on, such as "Your request is waiting". */
export function messageView(ctx: ViewContext, { title, text, link }: Message): Html {
  const way =
    link === undefined ? "" : html`<p class="buttons"><a class="button primary" href="${link.href}">${link.label}</a></p>`;
  return layout(ctx, {
    title,
    main: html`${pageHead(title)}<div class="prose"><p dir="auto">${text}</p></div>${way}`,
    narrow: true,
  });
}

export type ErrorPage = {
  /** The HTTP status. */
  status: number;
  /** What the refusal says, when it speaks to people. */
  text?: string | undefined;
  /** By which an admin finds it in the log. */
  request_id?: string | undefined;
};

/** What happened, what is safe, and what to do next. */
export function errorView(ctx: ViewContext, { status, text, request_id }: ErrorPage): Html {
  const [title, words] = errorWords(status);
  const trace =
    request_id === undefined || status < 500
      ? ""
      : html`<p class="hint">If you tell somebody about it, name this: <code>${request_id}</code></p>`;
  const main = html`${pageHead(title)}<div class="prose">${text === undefined ? "" : html`<p dir="auto">${text}</p>`}<p>${words}</p>${trace}</div><p class="buttons">${wayOn(status, ctx)}</p>`;
  return layout(ctx, { title, main, narrow: true });
}

function errorWords(status: number): readonly [title: string, words: string] {
  switch (status) {
    case 401:
      return ["Please sign in", "This page is only for people who are signed in."];
    case 403:
      return [
        "That is not allowed",
        "Nothing was changed. If the page was open for a long time, go back, reload it and try once more.",
      ];
    case 404:
      return [
        "Not found",
        "There is nothing here that you can see. It may have been deleted, or shown to others only. Check the address, or search for it.",
      ];
    case 410:
      return ["Gone", "It was here once and has been deleted. It will not come back."];
    case 413:
      return ["Too large", "Nothing was saved. Choose a smaller file and try again."];
    case 422:
      return ["That did not work", "Nothing was changed. Go back, look at what you entered, and try again."];
    case 429:
      return ["Too much at once", "Nothing is lost. Wait a few minutes, then try again."];
    case 503:
      return ["Not now", "The server is busy or just starting. Nothing is lost; try again in a minute."];
    default:
      return status < 500
        ? ["That did not work", "Nothing was changed. Go back and try again."]
        : [
            "Something went wrong",
            "That is our fault, not yours. What was saved before is safe. Go back and try again; if it happens again, tell the people who run this server.",
          ];
  }
}

function wayOn(status: number, ctx: ViewContext): Html {
  if (ctx.viewer === undefined && (status === 401 || status === 403))
    return html`<a class="button primary" href="${routes.signIn}">Sign in</a>`;
  const home =
    ctx.viewer === undefined
      ? html`<a class="button primary" href="${routes.front}">Front page</a>`
      : html`<a class="button primary" href="${routes.home}">Home</a>`;
  return status === 404 && ctx.viewer !== undefined ? html`${home} <a class="button" href="${routes.search()}">Search</a>` : home;
}
