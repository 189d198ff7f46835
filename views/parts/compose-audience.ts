/** For whom a post is: four choices and one's circles, and in words whom the chosen one reaches. */
import type { Reach } from "../../src/circles/reach.ts";
import type { Visibility } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Locale } from "../../src/words/locale.ts";
import type { Compose } from "../writing/compose.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { circleName, reachOf } from "./circle-words.ts";
import { check, flagAttribute, select } from "./form.ts";
import { routes } from "../frame/routes.ts";
import { audienceOf } from "./words.ts";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private", "direct"];

/** Whom a message reaches, by the handles in its text; `unknown`: of whom nobody here knows. */
export function reachWords(
  { t, list }: Pick<Locale, "t" | "list">,
  names: readonly string[],
  unknown: readonly string[],
): { line: string; unknown: string } {
  return {
    line: names.length === 0 ? t("compose.reach_nobody") : t("post.audience_direct_names", { names: list(names) }),
    unknown: unknown.length === 0 ? "" : t("compose.reach_unknown", { names: list(unknown), count: unknown.length }),
  };
}

export function audienceView(compose: Compose, ctx: ViewContext): Html {
  const followers = ctx.viewer?.account.followers_count ?? 0;
  const { edited, visibility, mentioned = [], unknown = [], local_only } = compose;
  if (edited !== undefined) {
    const { icon: name, line: usual } = audienceOf(ctx, edited.visibility, followers, mentioned);
    const { was_for } = compose;
    const line =
      was_for === undefined ? usual : ctx.t("friends.was_for", { title: circleName(was_for, ctx), people: was_for.people });
    const here = local_only ? html` ${ctx.t("compose.local_only_line", { domain: ctx.instance.domain })}` : "";
    return html`<p class="audience-line fixed">${icon(name)}<span>${line}. ${ctx.t("compose.audience_stays")}${here}</span></p>`;
  }
  if (compose.group !== undefined) {
    const { closed, title } = compose.group;
    const words = ctx.t(closed ? "groups.audience_private" : "groups.audience_open", { title });
    return html`<input type="hidden" name="visibility" value="public"><p class="audience-line fixed">${icon(closed ? "people" : "public")}<span>${words}</span></p>`;
  }
  const reach = reachWords(ctx.locale, mentioned, unknown);
  // Messages in the name of a team are for who reads them.
  const { acting } = ctx.viewer ?? {};
  const messages = acting === undefined || (acting.messages && acting.role !== "writer");
  const offered = VISIBILITIES.filter((each) => each !== "direct" || messages);
  const choices = offered.map((each) => {
    const { name, icon: symbol } = audienceOf(ctx, each);
    return html`<label class="choice"><input type="radio" name="visibility" value="${each}" aria-describedby="reach-${each}"${flagAttribute("checked", each === visibility)}>${icon(symbol)}<span>${name}</span></label>`;
  });
  const lines = offered.map((each) => {
    const { line, name } = audienceOf(ctx, each, followers);
    const words = each === "direct" ? html`<span data-reach>${reach.line}</span> ${ctx.t("compose.not_encrypted")}` : line;
    return html`<p class="audience-line ${each}" id="reach-${each}" data-name="${name}">${words}</p>`;
  });
  if (compose.circles !== undefined) {
    choices.push(circleChoice(compose, ctx));
    lines.push(circlesView(compose, compose.circles, ctx));
  }
  const strangers = html`<p class="hint unknown" data-unknown${reach.unknown === "" ? raw(" hidden") : ""}>${reach.unknown}</p>`;
  const local = check("local_only", {
    label: ctx.t("compose.local_only"),
    hint: ctx.t("compose.local_only_line", { domain: ctx.instance.domain }),
    checked: local_only,
  });
  return html`<fieldset class="audience"><legend>${ctx.t("compose.audience")}</legend><div class="choices">${choices}</div>${lines}${strangers}${local}</fieldset>`;
}

const circleChoice = ({ visibility }: Compose, { t }: ViewContext): Html =>
  html`<label class="choice"><input type="radio" name="visibility" value="limited" aria-describedby="reach-limited"${flagAttribute("checked", visibility === "limited")}>${icon("people")}<span>${t("friends.circle")}</span></label>`;

/** Which of them, with how many it reaches where; and what becomes of the answers. */
function circlesView({ circle_id, problems }: Compose, circles: NonNullable<Compose["circles"]>, ctx: ViewContext): Html {
  const { t } = ctx;
  const choices = circles.map(
    ({ circle, reach }) => [String(circle.id), `${circleName(circle, ctx)} · ${reachOf(reach, ctx)}`] as const,
  );
  const which = select("circle_id", {
    label: t("friends.compose_which"),
    choices,
    value: String(circle_id ?? choices[0]?.[0] ?? ""),
    problem: problems?.["circle_id"],
  });
  return html`<div class="audience-line limited stack" id="reach-limited" data-name="${t("friends.circle")}">${which}<p>${t("friends.compose_rules")} <a href="${routes.circles}">${t("friends.compose_manage")}</a></p></div>`;
}

/** Exactly whom a post to a circle will reach, before it is sent. */
export function goesTo({ visibility, circle_id, circles = [], mentioned = [], local_only }: Compose, ctx: ViewContext): Html {
  const chosen = visibility === "limited" ? circles.find(({ circle }) => circle.id === circle_id) : undefined;
  if (chosen === undefined) return raw("");
  const said = { title: circleName(chosen.circle, ctx), reach: reachOf(local_only ? ownReach(chosen.reach) : chosen.reach, ctx) };
  const words =
    mentioned.length === 0
      ? ctx.t("friends.compose_goes_to", said)
      : ctx.t("friends.compose_and_named", { ...said, names: ctx.locale.list(mentioned) });
  return html`<p class="goes-to">${icon("people")}<span>${words}</span></p>`;
}

/** Of what never leaves this server. */
function ownReach({ hosts }: Reach): Pick<Reach, "people" | "servers"> {
  const people = hosts.find(({ host }) => host === "")?.people ?? 0;
  return { people, servers: people === 0 ? 0 : 1 };
}
