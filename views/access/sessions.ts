/** The browsers in which one is signed in, and the apps that one has let in, each with a way to end it. */
import type { Row } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { form } from "../parts/form.ts";
import { scopesInWords } from "../parts/scopes.ts";
import { timeView } from "../parts/time.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "../settings/settings.ts";

export type AppGrant = { id: number; name: string; website: string; scopes: string; last_used_at: number };

export type Sessions = {
  /** The newest first. */
  sessions: readonly Row<"sessions">[];
  /** The one that looks. */
  current_id: number;
  apps: readonly AppGrant[];
};

export function sessionsView(ctx: ViewContext, { sessions, current_id, apps }: Sessions): Html {
  const { t } = ctx;
  const browsers = sessions.map((session) => sessionView(ctx, session, session.id === current_id));
  const others =
    sessions.length < 2
      ? raw("")
      : form(
          ctx,
          routes.endOtherSessions,
          html`<p class="buttons"><button class="button">${t("settings.end_others")}</button></p>`,
        );
  const granted =
    apps.length === 0
      ? html`<p class="hint">${t("settings.no_apps")}</p>`
      : html`<ul class="cards">${join(apps.map((app) => appView(ctx, app)))}</ul>`;
  return settingsPage(
    ctx,
    "sessions",
    html`<section class="stack"><h2>${t("settings.browsers")}</h2><ul class="cards">${join(browsers)}</ul>${others}</section>
<section class="stack after"><h2>${t("settings.apps")}</h2>${granted}</section>`,
    { lead: t("settings.sessions_lead") },
  );
}

function sessionView(ctx: ViewContext, session: Row<"sessions">, here: boolean): Html {
  const { t } = ctx;
  const name = browserOf(ctx, session.user_agent);
  const end = form(
    ctx,
    routes.endSession(session.id),
    html`<button class="button">${t("common.sign_out")}${hidden(` ${name}`)}</button>`,
    {
      className: "answer",
    },
  );
  const seen = here ? t("settings.this_browser") : ctx.rich("settings.last_here", { when: timeView(session.last_seen_at, ctx) });
  const address = session.ip === "" ? raw("") : html` · <span dir="ltr">${session.ip}</span>`;
  const since = t("settings.since", { when: ctx.locale.times.day(session.created_at) });
  return html`<li class="card"><div class="head"><div><strong>${name}</strong><p class="hint">${seen}${address} · ${since}</p></div>${here ? "" : end}</div></li>`;
}

function appView(ctx: ViewContext, { id, name, website, scopes, last_used_at }: AppGrant): Html {
  const { t } = ctx;
  const title =
    website === ""
      ? html`<strong dir="auto">${name}</strong>`
      : html`<a href="${website}" rel="nofollow noopener noreferrer" dir="auto">${name}</a>`;
  const revoke = form(
    ctx,
    routes.revokeApp(id),
    html`<button class="button">${t("settings.revoke")}${hidden(` ${name}`)}</button>`,
    {
      className: "answer",
    },
  );
  const may = scopesInWords(
    ctx,
    scopes.split(" ").filter((scope) => scope !== ""),
  ).map((words) => html`<li>${words}</li>`);
  return html`<li class="card"><div class="head"><div>${title}<p class="hint">${ctx.rich("settings.last_used", { when: timeView(last_used_at, ctx) })}</p></div>${revoke}</div><details class="hint"><summary>${t("settings.what_it_may")}</summary><ul class="plain">${may}</ul></details></li>`;
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
function browserOf({ t }: ViewContext, user_agent: string): string {
  const named = (names: readonly (readonly [sign: string, name: string])[]) =>
    names.find(([sign]) => user_agent.includes(sign))?.[1];
  const [browser, system] = [named(BROWSERS) ?? t("settings.a_browser"), named(SYSTEMS)];
  return system === undefined ? browser : t("settings.browser_on", { browser, system });
}
