/** The form in which one announces and changes an event. */
import type { Circle } from "../../src/circles/circles.ts";
import type { Reach } from "../../src/circles/reach.ts";
import type { Media } from "../../src/db/schema.ts";
import type { EventDraft } from "../../src/events/draft.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, fileField, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { circleName, reachOf } from "../parts/circle-words.ts";
import { repeatFields, type Chosen } from "../parts/repeat.ts";
import { audienceOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type EventForm = FormState & {
  draft: EventDraft;
  /** Its description, as typed. */
  text: string;
  /** Of one that is there already. */
  id?: number | undefined;
  /** The group in which it is to be. */
  group?: { id: number; name: string } | undefined;
  zones: readonly string[];
  key: string;
  /** Whether and how it comes again, as the form has it; `recurs`: it does so already. */
  repeats: Chosen;
  recurs?: boolean | undefined;
  /** The one that it has. */
  picture?: Media | undefined;
  /** The author's own, for one that is still to be announced. */
  circles?: readonly { circle: Circle; reach: Reach }[] | undefined;
  circle_id?: number | undefined;
};

/** Which field a refusal is about, by how it begins. */
export const FIELDS_OF_EVENT: readonly (readonly [words: string, field: string])[] = [
  ["Title", "title"],
  ["Text", "text"],
  ["The beginning", "starts"],
  ["The end", "ends"],
  ["An event lasts", "ends"],
  ["The time zone", "time_zone"],
  ["Recurrence", "repeat_until"],
  ["The place", "place_name"],
  ["The coordinates", "latitude"],
  ["The link", "online_url"],
  ["The page where", "external_url"],
  ["The number of places", "capacity"],
  ["At most", "guests_max"],
  ["There are too many categories", "categories"],
  ["File", "picture"],
];
const VISIBILITIES = ["public", "unlisted", "private", "direct"] as const;
const MODES = ["free", "approval", "invited", "external"] as const;
const STATES = ["confirmed", "tentative", "cancelled"] as const;
const DAY = 86_400_000;

/**
 * Posts the fields of `EventDraft` (times on the clocks of `time_zone`), `text`, `visibility` (`limited` with `circle_id`), `handles`,
 * `picture`, `remove_picture`, `description`, `key`, `group_id`, those of `repeatFields`, and `which` (`one`, `all`).
 */
export function eventFormView(ctx: ViewContext, page: EventForm): Html {
  const { t } = ctx;
  const { id, group } = page;
  const heading = t(id === undefined ? "events.hold" : "events.edit");
  const back =
    id === undefined ? { href: routes.events, label: t("events.yours") } : { href: routes.event(id), label: page.draft.title };
  const action = id === undefined ? routes.events : routes.eventPage(id, "edit");
  const hiddenFields = html`<input type="hidden" name="key" value="${page.key}">${group === undefined ? "" : html`<input type="hidden" name="group_id" value="${group.id}">`}`;
  const body = html`${problemSummary(ctx, page.problems)}${hiddenFields}${wordsView(ctx, page)}${timesView(ctx, page)}${repeatFields(ctx, page.repeats, page)}${placeView(ctx, page)}${joiningView(ctx, page)}${whichView(ctx, page)}<p>${submit(t(id === undefined ? "events.hold_do" : "common.save"))}</p>`;
  const lead = group === undefined ? (id === undefined ? t("events.hold_lead") : undefined) : group.name;
  return layout(ctx, {
    title: heading,
    main: html`${pageHead(heading, { lead, back })}${form(ctx, action, body, { className: "stack", files: true })}`,
    narrow: true,
  });
}

/** Whether a change is of one or of all. */
function whichView({ t }: ViewContext, { recurs, typed }: EventForm): Html | string {
  if (recurs !== true) return "";
  return select("which", {
    label: t("events.which"),
    choices: (["one", "all"] as const).map((one) => [one, t(`events.which_${one}`)] as const),
    value: typed?.["which"] ?? "one",
  });
}

function pictureView(ctx: ViewContext, { picture, typed, problems, aside }: EventForm): Html {
  const { t } = ctx;
  const file = fileField(ctx, "picture", {
    label: t(picture === undefined ? "events.picture" : "events.picture_new"),
    accept: "image/*",
    problems,
    aside,
  });
  const now =
    picture === undefined
      ? ""
      : html`<div class="event-picture"><img src="${ctx.mediaUrls(picture).preview_url}" alt="${picture.description}" loading="lazy">${check("remove_picture", { label: t("events.picture_remove"), checked: typed?.["remove_picture"] !== undefined })}</div>`;
  const words = field("description", {
    typed,
    problems,
    label: t("events.picture_alt"),
    value: picture?.description ?? "",
    maxlength: 1500,
  });
  return html`${now}${file}${words}`;
}

function wordsView(ctx: ViewContext, page: EventForm): Html {
  const { t } = ctx;
  const { draft, text, id, typed, problems } = page;
  const state = { typed, problems };
  const standing = select("state", {
    label: t("events.state"),
    choices: STATES.map((one) => [one, t(`events.state_${one}`)] as const),
    value: typed?.["state"] ?? draft.state,
  });
  return html`${field("title", { ...state, label: t("events.title"), value: draft.title, required: true, maxlength: 200 })}${field("text", { ...state, label: t("events.description"), value: text, rows: 5 })}${pictureView(ctx, page)}${id === undefined ? "" : standing}`;
}

function timesView(ctx: ViewContext, { draft, zones, typed, problems }: EventForm): Html {
  const { t } = ctx;
  const times = ctx.locale.times.inZone(draft.time_zone);
  const state = { typed, problems };
  // Of whole days the last one is named, not the midnight after it.
  const end = draft.ends_at === 0 ? "" : times.isoMinute(draft.all_day ? draft.ends_at - DAY / 2 : draft.ends_at);
  const options = zones.map((zone) => html`<option value="${zone}"></option>`);
  const all_day = typed === undefined ? draft.all_day : typed["all_day"] !== undefined;
  return html`<fieldset class="stack"><legend>${t("events.when")}</legend>${field("starts", { ...state, label: t("events.starts"), type: "datetime-local", value: draft.starts_at === 0 ? "" : times.isoMinute(draft.starts_at), required: true })}${field("ends", { ...state, label: t("events.ends"), hint: t("events.ends_hint"), type: "datetime-local", value: end })}${check("all_day", { label: t("events.all_day"), checked: all_day })}${field("time_zone", { ...state, label: t("events.time_zone"), value: draft.time_zone, plain: true, maxlength: 64, list: "zones" })}<datalist id="zones">${options}</datalist></fieldset>`;
}

function placeView({ t }: ViewContext, { draft, typed, problems }: EventForm): Html {
  const state = { typed, problems };
  const point = html`<details${draft.latitude === "" && problems?.["latitude"] === undefined ? "" : raw(" open")}><summary>${t("events.coordinates")}</summary>${field("latitude", { ...state, label: t("events.latitude"), value: draft.latitude, maxlength: 20, plain: true })}${field("longitude", { ...state, label: t("events.longitude"), value: draft.longitude, maxlength: 20, plain: true })}</details>`;
  return html`<fieldset class="stack"><legend>${t("events.where")}</legend>${field("place_name", { ...state, label: t("events.place_name"), value: draft.place_name, maxlength: 200 })}${field("place_address", { ...state, label: t("events.place_address"), value: draft.place_address, maxlength: 400, rows: 2 })}${point}${field("online_url", { ...state, label: t("events.online_url"), value: draft.online_url, maxlength: 2048, plain: true })}</fieldset>`;
}

function joiningView(ctx: ViewContext, page: EventForm): Html {
  const { t } = ctx;
  const { draft, typed, problems } = page;
  const state = { typed, problems };
  const circles = page.id !== undefined || page.group !== undefined ? [] : (page.circles ?? []);
  const mode = select("join_mode", {
    label: t("events.join_mode"),
    choices: MODES.map((one) => [one, t(`events.join_${one}`)] as const),
    value: typed?.["join_mode"] ?? draft.join_mode,
  });
  const seen =
    page.id !== undefined || page.group !== undefined
      ? ""
      : select("visibility", {
          label: t("events.audience"),
          choices: [
            ...VISIBILITIES.map((one) => [one, audienceOf(ctx, one).name] as const),
            ...(circles.length === 0 ? [] : [["limited", t("friends.circle")] as const]),
          ],
          value: typed?.["visibility"] ?? "public",
        });
  const which =
    circles.length === 0
      ? ""
      : html`<div class="of-circle">${select("circle_id", {
          label: t("friends.compose_which"),
          choices: circles.map(
            ({ circle, reach }) => [String(circle.id), `${circleName(circle, ctx)} · ${reachOf(reach, ctx)}`] as const,
          ),
          value: String(page.circle_id ?? circles[0]?.circle.id ?? ""),
        })}</div>`;
  const invite =
    page.id === undefined
      ? field("handles", {
          ...state,
          label: t("events.invite_whom"),
          hint: t("events.invite_hint"),
          plain: true,
          maxlength: 5000,
        })
      : "";
  const mail = typed === undefined ? draft.mail_guests : typed["mail_guests"] !== undefined;
  const number = (name: "capacity" | "guests_max", hint?: string) =>
    field(name, {
      ...state,
      label: t(`events.${name}`),
      value: String(draft[name]),
      inputmode: "numeric",
      pattern: "[0-9]*",
      maxlength: 7,
      ...(hint === undefined ? {} : { hint }),
    });
  return html`<fieldset class="stack"><legend>${t("events.who")}</legend>${seen}${which}${mode}${field("external_url", { ...state, label: t("events.external_url"), value: draft.external_url, maxlength: 2048, plain: true })}${number("capacity", t("events.capacity_hint"))}${number("guests_max")}${check("mail_guests", { label: t("events.mail_guests"), hint: t("events.mail_guests_hint"), checked: mail })}${field("categories", { ...state, label: t("events.categories"), value: draft.categories.join(", "), maxlength: 700 })}${invite}</fieldset>`;
}
