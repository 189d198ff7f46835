/** The form for a story: a picture, a film or a text, who sees it, and for how long. */
import type { Circle } from "../../src/circles/circles.ts";
import type { Reach } from "../../src/circles/reach.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { circleName, reachOf } from "../parts/circle-words.ts";
import {
  check,
  field,
  fileField,
  flagAttribute,
  folded,
  form,
  problemSummary,
  select,
  submit,
  type FormState,
} from "../parts/form.ts";
import { routes } from "../frame/routes.ts";

export type NewStory = FormState & {
  circles: readonly { circle: Circle; reach: Reach }[];
  backgrounds: readonly string[];
  /** Seconds. */
  durations: readonly number[];
  /** Seconds of a film, and characters of a text. */
  most: { seconds: number; characters: number };
  keep: boolean;
  /** Goes with the form, so that what is sent twice is shown once. */
  key: string;
};

const HOUR = 3600;
const DAY = 24 * HOUR;

export function newStoryView(ctx: ViewContext, page: NewStory): Html {
  const { t } = ctx;
  const { typed, problems, most } = page;
  const given = typed !== undefined;
  const hint = t("stories.file_hint", { seconds: most.seconds });
  const file = fileField(ctx, "file", { label: t("stories.file"), hint, accept: "image/*,video/*", problems, aside: page.aside });
  const alt = field("description", { label: t("stories.alt"), rows: 2, maxlength: 1500, typed, problems });
  const text = field("text", {
    label: t("stories.text"),
    hint: t("stories.text_hint"),
    rows: 3,
    maxlength: most.characters,
    typed,
    problems,
  });
  const seconds = typed?.["expires_in"] ?? String(DAY);
  const lasts = select("expires_in", {
    label: t("stories.lasts"),
    choices: page.durations.map((seconds) => [String(seconds), durationWords(seconds, ctx)] as const),
    value: seconds,
  });
  const may = (name: "replies" | "reactions") =>
    check(name, { label: t(`stories.allow_${name}`), checked: given ? typed[name] !== undefined : true });
  const unusual = seconds !== String(DAY) || (given && (typed["replies"] === undefined || typed["reactions"] === undefined));
  const keep = check("keep", { label: t("stories.keep"), checked: given ? typed["keep"] !== undefined : page.keep });
  const choices = folded(t("stories.folded"), unusual, html`${lasts}${may("replies")}${may("reactions")}${keep}`);
  const body = html`<input type="hidden" name="key" value="${page.key}">${problemSummary(ctx, problems)}${file}${alt}${text}${audienceView(page, ctx)}<div class="parts">${groundView(page, ctx)}${choices}</div><p class="hint">${t("stories.elsewhere")}</p><p>${submit(t("stories.post"))}</p>`;
  const title = t("stories.add");
  const head = pageHead(title, { lead: t("stories.new_lead"), back: { href: routes.home, label: t("common.home") } });
  const past = html`<p class="after"><a href="${routes.pastStories}">${t("stories.archive")}</a></p>`;
  const main = html`${head}${form(ctx, routes.stories, body, { className: "stack story-form", files: true, return_to: routes.home })}${past}`;
  return layout(ctx, { title, main, narrow: true, place: "home" });
}

const durationWords = (seconds: number, { t }: ViewContext): string =>
  seconds < 2 * DAY ? t("stories.hours", { count: seconds / HOUR }) : t("stories.days", { count: seconds / DAY });

function groundView({ backgrounds, typed }: NewStory, { t }: ViewContext): Html {
  const chosen = typed?.["background"] ?? backgrounds[0];
  const choices = backgrounds.map(
    (ground) =>
      html`<label class="choice"><input type="radio" name="background" value="${ground}"${flagAttribute("checked", ground === chosen)}><span class="swatch ground-${ground}" aria-hidden="true">Aa</span><span>${t("stories.ground_name", { ground })}</span></label>`,
  );
  const grounds = html`<fieldset class="grounds"><legend class="vh">${t("stories.ground")}</legend><div class="choices">${choices}</div></fieldset>`;
  return folded(t("stories.ground"), chosen !== backgrounds[0], grounds);
}

function audienceView({ circles, typed, problems }: NewStory, ctx: ViewContext): Html {
  const { t } = ctx;
  const chosen = typed?.["audience"] ?? "followers";
  const choice = (value: "followers" | "circle" | "people", label: string) =>
    html`<label class="choice"><input type="radio" name="audience" value="${value}"${flagAttribute("checked", chosen === value)}><span>${label}</span></label>`;
  const which = select("circle_id", {
    label: t("friends.compose_which"),
    hint: t("stories.to_circle_line"),
    choices: circles.map(
      ({ circle, reach }) => [String(circle.id), `${circleName(circle, ctx)} · ${reachOf(reach, ctx)}`] as const,
    ),
    value: typed?.["circle_id"] ?? String(circles[0]?.circle.id ?? ""),
  });
  const people = field("people", {
    label: t("stories.people"),
    hint: t("stories.people_hint"),
    plain: true,
    maxlength: 2000,
    typed,
    problems,
  });
  const count = ctx.viewer?.account.followers_count ?? 0;
  const problem = problems?.["audience"];
  return html`<fieldset class="story-audience stack" id="f-audience"${problem === undefined ? "" : html` aria-describedby="f-audience-problem"`}><legend>${t("stories.audience")}</legend>${choice("followers", t("stories.to_followers"))}<p class="hint">${t("stories.to_followers_line", { count })}</p>${choice("circle", t("stories.to_circle"))}<div class="of-circle">${which}</div>${choice("people", t("stories.to_people"))}<div class="of-people">${people}</div>${problem === undefined ? "" : html`<p class="problem" id="f-audience-problem">${problem}</p>`}</fieldset>`;
}
