/** Pages that only say something: an error with its next step, or what happens now. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { routes } from "./routes.ts";

/** `beside`: the way on is not what most will take. */
export type Message = { title: string; text: string; link?: { href: string; label: string; beside?: boolean } | undefined };

/** One message and one way on, such as "Your request is waiting". */
export function messageView(ctx: ViewContext, { title, text, link }: Message): Html {
  const way =
    link === undefined
      ? ""
      : html`<p class="buttons"><a class="button${link.beside === true ? "" : " primary"}" href="${link.href}">${link.label}</a></p>`;
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
  const title = ctx.t(`errors.${kindOf(status)}_title`);
  // What is said of it in particular says why it is not found: that it may be hidden would be a second guess.
  const words = status === 404 && text !== undefined ? "" : html`<p>${ctx.t(`errors.${kindOf(status)}_words`)}</p>`;
  const trace =
    request_id === undefined || status < 500
      ? ""
      : html`<p class="hint">${ctx.rich("errors.trace", { id: html`<code>${request_id}</code>` })}</p>`;
  const main = html`${pageHead(title)}<div class="prose">${text === undefined ? "" : html`<p dir="auto">${text}</p>`}${words}${trace}</div><p class="buttons">${wayOn(status, ctx)}</p>`;
  return layout(ctx, { title, main, narrow: true });
}

type Kind = "sign_in" | "forbidden" | "missing" | "gone" | "large" | "invalid" | "many" | "busy" | "broken";

const KINDS: Readonly<Record<number, Kind>> = {
  401: "sign_in",
  403: "forbidden",
  404: "missing",
  410: "gone",
  413: "large",
  429: "many",
  503: "busy",
};

const kindOf = (status: number): Kind => KINDS[status] ?? (status < 500 ? "invalid" : "broken");

function wayOn(status: number, ctx: ViewContext): Html {
  if (ctx.viewer === undefined && (status === 401 || status === 403))
    return html`<a class="button primary" href="${routes.signIn}">${ctx.t("common.sign_in")}</a>`;
  const home =
    ctx.viewer === undefined
      ? html`<a class="button primary" href="${routes.front}">${ctx.t("errors.front_page")}</a>`
      : html`<a class="button primary" href="${routes.home}">${ctx.t("common.home")}</a>`;
  return status === 404 && ctx.viewer !== undefined
    ? html`${home} <a class="button" href="${routes.search()}">${ctx.t("common.search")}</a>`
    : home;
}
