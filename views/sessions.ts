/** The browsers in which one is signed in, each with a way to end it. */
import type { Row } from "../src/db/schema.ts";
import { html, join } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { form } from "./parts/form.ts";
import { timeView } from "./parts/time.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";
import { settingsPage } from "./settings.ts";

export type Sessions = {
  /** The newest first. */
  sessions: readonly Row<"sessions">[];
  /** The one that looks. */
  current_id: number;
};

export function sessionsView(ctx: ViewContext, { sessions, current_id }: Sessions): Html {
  const item = (session: Row<"sessions">) => {
    const name = browserOf(session.user_agent);
    const here = session.id === current_id;
    const end = form(ctx, routes.endSession(session.id), html`<button class="button">Sign out${hidden(` ${name}`)}</button>`, {
      className: "answer",
    });
    return html`<li class="card"><div class="head"><div><strong>${name}</strong><p class="hint">${here ? "This browser" : html`Last here ${timeView(session.last_seen_at, ctx)}`}${session.ip === "" ? "" : html` · ${session.ip}`} · since ${timeView(session.created_at, ctx)}</p></div>${here ? "" : end}</div></li>`;
  };
  const lead = html`<p class="hint">Do you see one that is not yours? Sign it out, then change your password.</p>`;
  return settingsPage(ctx, "sessions", html`${lead}<ul class="cards">${join(sessions.map(item))}</ul>`);
}

const BROWSERS = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** What a browser calls itself, in two words. */
function browserOf(user_agent: string): string {
  const named = (names: readonly (readonly [sign: string, name: string])[]) =>
    names.find(([sign]) => user_agent.includes(sign))?.[1];
  const system = named(SYSTEMS);
  return `${named(BROWSERS) ?? "A browser"}${system === undefined ? "" : ` on ${system}`}`;
}
