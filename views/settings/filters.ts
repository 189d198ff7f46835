/** One's filters: the words that one does not want to read, where, and what becomes of the posts that hold them. */
import type { Row } from "../../src/db/schema.ts";
import type { FilterContext } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import { spanView } from "../people/about-account.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { cardList } from "../parts/account-card.ts";
import { field, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { readJson } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { compactView } from "../parts/quote.ts";
import { emptyView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "../people/people-frame.ts";
import { routes } from "../frame/routes.ts";

type Whole = { filter: Row<"filters">; keywords: readonly Row<"filter_keywords">[]; statuses: readonly Row<"filter_statuses">[] };

export const FILTER_CONTEXTS: readonly FilterContext[] = ["home", "notifications", "public", "thread", "account"];
const ACTIONS = ["warn", "blur", "hide"] as const;
const SPANS = [0, 1800, 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400] as const;
/** A filter's words are shown in its card to this number. */
const SHOWN_WORDS = 8;

const contextsOf = ({ context }: Row<"filters">): FilterContext[] => readJson<FilterContext[]>(context, []);

export function filtersView(ctx: ViewContext, { filters }: { filters: readonly Whole[] }): Html {
  const { t } = ctx;
  const add = html`<a class="button primary" href="${routes.newFilter}">${t("lists.filter_new")}</a>`;
  const body =
    filters.length === 0
      ? emptyView(t("lists.filters_none"), t("lists.filters_lesson"), add)
      : cardList(filters.map((one) => cardView(one, ctx)));
  return peoplePage(ctx, "filters", body, { lead: t("lists.filters_lead"), actions: filters.length === 0 ? undefined : add });
}

function cardView({ filter, keywords, statuses }: Whole, ctx: ViewContext): Html {
  const { t, locale } = ctx;
  const ended = filter.expires_at > 0 && filter.expires_at <= ctx.now;
  const date = locale.times.dateTime(filter.expires_at);
  const until = filter.expires_at === 0 ? "" : t(ended ? "lists.filter_ended" : "lists.filter_until", { date });
  const where = contextsOf(filter).map((one) => t(`lists.context_${one}`));
  const words = keywords.slice(0, SHOWN_WORDS).map(({ keyword }) => html`<span class="word-chip" dir="auto">${keyword}</span> `);
  const more =
    keywords.length > SHOWN_WORDS ? html`<span class="hint">+${locale.number(keywords.length - SHOWN_WORDS)}</span>` : "";
  const facts = [
    t(`lists.action_${filter.action}`),
    ...where,
    statuses.length === 0 ? "" : t("common.posts", { count: statuses.length }),
    until,
  ];
  return html`<li class="card"><div class="head"><a class="card-title" href="${routes.filter(filter.id)}"><strong dir="auto">${filter.title}</strong></a><a class="button" href="${routes.filter(filter.id)}">${t("common.change")}${hidden(` ${filter.title}`)}</a></div><p class="hint">${facts.filter(Boolean).join(" · ")}</p>${words.length === 0 ? "" : html`<p class="word-chips">${words}${more}</p>`}</li>`;
}

export type FilterForm = FormState & {
  /** Undefined for a new one. */
  known?: Whole | undefined;
  /** The posts behind it. */
  page?: StatusPage | undefined;
  /** Where it shall hold, of a form that is shown again. */
  contexts?: readonly string[] | undefined;
};

/** Posts `title`, `words` and `parts` (one a line), `context` (once for each), `action` and `expires_in` (seconds, 0 = never, `keep`). */
export function filterView(ctx: ViewContext, state: FilterForm): Html {
  const { t } = ctx;
  const { known, problems, typed } = state;
  const filter = known?.filter;
  const title = filter?.title ?? t("lists.filter_new");
  const body = html`${problemSummary(ctx, problems)}${field("title", { typed, problems, label: t("lists.filter_name"), hint: t("lists.filter_name_hint"), value: filter?.title ?? "", required: true, maxlength: 500 })}
${wordFields(ctx, state)}${contextField(ctx, state)}${actionField(ctx, typed?.["action"] ?? filter?.action ?? "warn")}${expiryField(ctx, state)}
<p class="buttons">${submit(t("common.save"))} <a class="button" href="${routes.filters}">${t("common.cancel")}</a></p>`;
  const to = filter === undefined ? routes.newFilter : routes.filter(filter.id);
  const end =
    filter === undefined
      ? ""
      : html`<p class="after"><a class="button" href="${routes.actOnFilter(filter.id, "delete")}">${t("lists.filter_delete")}</a></p>`;
  return peoplePage(ctx, "filters", html`${form(ctx, to, body, { className: "stack" })}${postsView(ctx, state)}${end}`, {
    title,
    heading: html`<span dir="auto">${title}</span>`,
    above: { href: routes.filters, label: t("people.filters") },
  });
}

function wordFields(ctx: ViewContext, { known, typed, problems }: FilterForm): Html {
  const { t } = ctx;
  const lines = (whole: 0 | 1) =>
    (known?.keywords ?? []).flatMap(({ keyword, whole_word }) => (whole_word === whole ? [keyword] : [])).join("\n");
  return html`${field("words", { typed, problems, label: t("lists.filter_words"), hint: t("lists.filter_words_hint"), value: lines(1), rows: 4 })}${field("parts", { typed, problems, label: t("lists.filter_parts"), hint: t("lists.filter_parts_hint"), value: lines(0), rows: 2 })}`;
}

function contextField(ctx: ViewContext, { known, contexts, problems }: FilterForm): Html {
  const { t } = ctx;
  const chosen = new Set<string>(contexts ?? (known === undefined ? FILTER_CONTEXTS : contextsOf(known.filter)));
  const problem = problems?.["context"];
  const boxes = FILTER_CONTEXTS.map(
    (one) =>
      html`<label class="pick-one"><input type="checkbox" name="context" value="${one}"${chosen.has(one) ? html` checked` : ""}><span>${t(`lists.context_${one}`)}</span></label>`,
  );
  return html`<fieldset><legend>${t("lists.filter_where")}</legend>${problem === undefined ? "" : html`<p class="problem">${problem}</p>`}<div class="pick-many">${boxes}</div></fieldset>`;
}

function actionField({ t }: ViewContext, chosen: string): Html {
  const ways = ACTIONS.map(
    (one) =>
      html`<div class="check"><input type="radio" id="f-action-${one}" name="action" value="${one}"${one === chosen ? html` checked` : ""} aria-describedby="f-action-${one}-hint"><div><label for="f-action-${one}">${t(`lists.action_${one}`)}</label><p class="hint" id="f-action-${one}-hint">${t(`lists.action_${one}_hint`)}</p></div></div>`,
  );
  return html`<fieldset><legend>${t("lists.filter_what")}</legend>${ways}</fieldset>`;
}

function expiryField(ctx: ViewContext, { known, typed }: FilterForm): Html {
  const { t, locale } = ctx;
  const ends = known?.filter.expires_at ?? 0;
  const keep =
    ends === 0
      ? []
      : [
          [
            "keep",
            t(ends > ctx.now ? "lists.filter_until" : "lists.filter_ended", { date: locale.times.dateTime(ends) }),
          ] as const,
        ];
  const choices = [...keep, ...SPANS.map((seconds) => [String(seconds), spanView(seconds, ctx)] as const)];
  return select("expires_in", {
    label: t("lists.filter_for"),
    choices,
    value: typed?.["expires_in"] ?? (ends === 0 ? "0" : "keep"),
  });
}

function postsView(ctx: ViewContext, { known, page }: FilterForm): Html | string {
  if (known === undefined || page === undefined || page.ids.length === 0) return "";
  const { t } = ctx;
  const rows = shownOf(page).map(
    (status) =>
      html`<li class="card">${compactView(status, page, ctx, `behind-${status.id}`)}${form(ctx, routes.actOnFilter(known.filter.id, "release"), html`<input type="hidden" name="status" value="${status.id}"><button class="button">${icon("close")}${t("lists.filter_release")}</button>`)}</li>`,
  );
  return html`<section class="after"><h2>${t("lists.filter_posts")}</h2>${cardList(rows)}</section>`;
}
