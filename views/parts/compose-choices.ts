/** The parts of the form in which one writes that are closed until somebody wants them: warning, poll, and what else one may choose. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Compose } from "../writing/compose.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { check, field, flagAttribute, select } from "./form.ts";
import { offeredTimes } from "./good-times.ts";
import { languageChoices } from "./languages.ts";
import { neverAgain, repeatFields } from "./repeat.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Seconds. */
const POLL_TIMES = [5 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];
const EXPIRIES = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];
/** Ahead of now, in ms, as the server wants it, and a little time for sending the form. */
const AHEAD = 6 * MINUTE * 1000;

export function warningView({ spoiler_text, sensitive, problems }: Compose, { t }: ViewContext): Html {
  const open = flagAttribute("open", spoiler_text !== "" || sensitive || problems?.["spoiler_text"] !== undefined);
  const warning = field("spoiler_text", {
    problems,
    label: t("compose.warning"),
    hint: t("compose.warning_hint"),
    value: spoiler_text,
    maxlength: 500,
  });
  return html`<details class="part"${open}><summary>${icon("warn")}${t("compose.content_warning")}</summary><div class="stack">${warning}${check("sensitive", { label: t("compose.cover"), checked: sensitive })}</div></details>`;
}

/** "5 min", "6 hr", "3 days". */
const span = (seconds: number, { locale }: ViewContext): string => locale.times.left(seconds * 1000, 0);

export function pollPart({ poll, problems, edited, poll_limits }: Compose, ctx: ViewContext): Html {
  const { t } = ctx;
  const wrong = Object.keys(problems ?? {}).some((name) => name.startsWith("poll_"));
  const options = Array.from({ length: poll_limits.options }, (_, at) =>
    field(`poll_option_${at + 1}`, {
      problems,
      label: t("compose.poll_option", { position: at + 1 }),
      value: poll?.options[at] ?? "",
      // A surrogate pair is one character to people and two to the browser.
      maxlength: poll_limits.option_characters * 2,
    }),
  );
  const kept = edited !== undefined && poll !== undefined;
  const chosen = poll?.expires_in ?? DAY;
  const times = [...new Set([...POLL_TIMES, ...(chosen > 0 ? [chosen] : [])])].toSorted((a, b) => a - b);
  const time = select("poll_expires_in", {
    label: t("compose.poll_time"),
    choices: [
      ...(kept ? [["0", t("compose.poll_time_kept")] as const] : []),
      ...times.map((seconds) => [String(seconds), span(seconds, ctx)] as const),
    ],
    value: String(chosen),
    problem: problems?.["poll_expires_in"],
  });
  const anew = kept ? html`<p class="hint">${t("compose.poll_anew")}</p>` : "";
  return html`<details class="part"${flagAttribute("open", poll !== undefined || wrong)}><summary>${icon("poll")}${t("compose.poll")}</summary><div class="stack">${anew}${options}${time}${check("poll_multiple", { label: t("compose.poll_multiple"), checked: poll?.multiple === true })}${check("poll_hide_totals", { label: t("compose.poll_hide_totals"), hint: t("compose.poll_hide_totals_hint"), checked: poll?.hide_totals === true })}</div></details>`;
}

export function languageView({ language }: Compose, ctx: ViewContext): Html {
  return select("language", {
    label: ctx.t("common.language"),
    choices: [["", ctx.t("compose.language_found")], ...languageChoices(ctx, language)],
    value: language,
  });
}

/** `list`: the id of a `<datalist>` with times that are offered. */
type TimeField = {
  id?: string;
  label: string;
  value: string;
  problem: string | undefined;
  list?: string | undefined;
  /** It may have begun already. */
  past?: boolean;
  /** IANA, when it is not on the reader's clocks. */
  zone?: string | undefined;
};

/** A time on the reader's clocks, or on others that are named. */
export function timeField(
  name: string,
  { id = `f-${name}`, label, value, problem, list, past = false, zone: named }: TimeField,
  ctx: ViewContext,
): Html {
  const { times } = ctx.locale;
  const zone = (named ?? times.timeZone).replaceAll("_", " ");
  const wrong = problem === undefined ? "" : html`<p class="problem" id="${id}-problem">${problem}</p>`;
  const about = html` aria-describedby="${id}-hint${problem === undefined ? "" : ` ${id}-problem`}"${problem === undefined ? "" : raw(' aria-invalid="true"')}${list === undefined ? "" : html` list="${list}"`}`;
  return html`<div class="field"><label for="${id}">${label}</label><p class="hint" id="${id}-hint">${ctx.t("compose.time_hint", { zone })}</p><input type="datetime-local" id="${id}" name="${name}" value="${value}"${past ? "" : html` min="${times.isoMinute(ctx.now + AHEAD)}"`}${about}>${wrong}</div>`;
}

const POLICIES = ["public", "followers", "nobody"] as const;

/** Markdown, who may quote, when it is posted and when it goes. An edit changes the first two only. */
export function moreView(compose: Compose, ctx: ViewContext): Html {
  const { markdown, quote_policy, expires_in, scheduled_at, problems, edited, visibility, repeat = neverAgain } = compose;
  const { t } = ctx;
  const policy = select("quote_policy", {
    label: t("compose.quotes"),
    hint: t("compose.quotes_hint"),
    choices: POLICIES.map((each) => [each, t(`compose.quotes_${each}`)] as const),
    value: quote_policy,
  });
  const open = edited === undefined || visibility === "public" || visibility === "unlisted";
  const times = [...new Set([...EXPIRIES, ...(expires_in > 0 ? [expires_in] : [])])].toSorted((a, b) => a - b);
  const offered = offeredTimes(ctx, compose.times ?? []);
  // What is handed in is one post.
  const again = ctx.viewer?.acting?.role === "writer" ? "" : repeatFields(ctx, repeat, { problems });
  const later =
    edited !== undefined
      ? ""
      : html`${timeField("scheduled_at", { label: t("compose.time"), value: scheduled_at, problem: problems?.["scheduled_at"], list: offered.list, past: compose.recurring_id !== undefined, zone: compose.time_zone }, ctx)}${offered.line}${again}${select(
          "expires_in",
          {
            label: t("compose.expires"),
            hint: t("compose.expires_hint"),
            choices: [["", t("compose.expires_never")], ...times.map((each) => [String(each), span(each, ctx)] as const)],
            value: expires_in > 0 ? String(expires_in) : "",
          },
        )}`;
  const wanted =
    scheduled_at !== "" ||
    repeat.repeat !== "" ||
    problems?.["repeat_until"] !== undefined ||
    expires_in > 0 ||
    markdown ||
    problems?.["scheduled_at"] !== undefined;
  return html`<details class="part"${flagAttribute("open", wanted)}><summary>${icon("more")}${t(edited === undefined ? "compose.more" : "compose.more_edit")}</summary><div class="stack">${later}${open ? policy : ""}${check("markdown", { label: "Markdown", hint: t("compose.markdown_hint"), checked: markdown })}</div></details>`;
}
