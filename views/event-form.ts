/** The form in which one announces and changes an event. */
import type { EventDraft } from "../src/events/draft.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { check, field, form, problemSummary, select, submit, type FormState } from "./parts/form.ts";
import { audienceOf } from "./parts/words.ts";
import { routes } from "./routes.ts";

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
};

const VISIBILITIES = ["public", "unlisted", "private", "direct"] as const;
const MODES = ["free", "approval", "invited", "external"] as const;
const STATES = ["confirmed", "tentative", "cancelled"] as const;
const DAY = 86_400_000;

/** Posts the fields of `EventDraft` (times on the clocks of `time_zone`), `text`, `visibility`, `handles`, `picture`, `description`, `key`, `group_id`. */
export function eventFormView(ctx: ViewContext, page: EventForm): Html {
  const { t } = ctx;
  const { id, group } = page;
  const heading = t(id === undefined ? "events.hold" : "events.edit");
  const back =
    id === undefined ? { href: routes.events, label: t("events.yours") } : { href: routes.event(id), label: page.draft.title };
  const action = id === undefined ? routes.events : routes.eventPage(id, "edit");
  const hiddenFields = html`<input type="hidden" name="key" value="${page.key}">${group === undefined ? "" : html`<input type="hidden" name="group_id" value="${group.id}">`}`;
  const body = html`${problemSummary(ctx, page.problems)}${hiddenFields}${wordsView(ctx, page)}${timesView(ctx, page)}${placeView(ctx, page)}${joiningView(ctx, page)}<p>${submit(t(id === undefined ? "events.hold_do" : "common.save"))}</p>`;
  const lead = group === undefined ? (id === undefined ? t("events.hold_lead") : undefined) : group.name;
  return layout(ctx, {
    title: heading,
    main: html`${pageHead(heading, { lead, back })}${form(ctx, action, body, { className: "stack", files: true })}`,
    narrow: true,
  });
}

function wordsView({ t }: ViewContext, { draft, text, id, typed, problems }: EventForm): Html {
  const state = { typed, problems };
  const picture =
    id === undefined
      ? html`<div class="field"><label for="f-picture">${t("events.picture")}</label><input id="f-picture" name="picture" type="file" accept="image/*">${problems?.["picture"] === undefined ? "" : html`<p class="problem">${problems["picture"]}</p>`}</div>${field("description", { ...state, label: t("events.picture_alt"), maxlength: 1500 })}`
      : "";
  const standing = select("state", {
    label: t("events.state"),
    choices: STATES.map((one) => [one, t(`events.state_${one}`)] as const),
    value: typed?.["state"] ?? draft.state,
  });
  return html`${field("title", { ...state, label: t("events.title"), value: draft.title, required: true, maxlength: 200 })}${field("text", { ...state, label: t("events.description"), value: text, rows: 5 })}${picture}${id === undefined ? "" : standing}`;
}

function timesView(ctx: ViewContext, { draft, zones, typed, problems }: EventForm): Html {
  const { t } = ctx;
  const times = ctx.locale.times.inZone(draft.time_zone);
  const state = { typed, problems };
  // Of whole days the last one is named, not the midnight after it.
  const end = draft.ends_at === 0 ? "" : times.isoMinute(draft.all_day ? draft.ends_at - DAY / 2 : draft.ends_at);
  const options = zones.map((zone) => html`<option value="${zone}"></option>`);
  const all_day = typed === undefined ? draft.all_day : typed["all_day"] !== undefined;
  return html`<fieldset class="stack"><legend>${t("events.when")}</legend>${field("starts", { ...state, label: t("events.starts"), hint: t("events.time_hint"), type: "datetime-local", value: draft.starts_at === 0 ? "" : times.isoMinute(draft.starts_at), required: true })}${field("ends", { ...state, label: t("events.ends"), hint: t("events.ends_hint"), type: "datetime-local", value: end })}${check("all_day", { label: t("events.all_day"), checked: all_day })}${field("time_zone", { ...state, label: t("events.time_zone"), value: draft.time_zone, plain: true, maxlength: 64, list: "zones" })}<datalist id="zones">${options}</datalist></fieldset>`;
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
          choices: VISIBILITIES.map((one) => [one, audienceOf(ctx, one).name] as const),
          value: typed?.["visibility"] ?? "public",
        });
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
  return html`<fieldset class="stack"><legend>${t("events.who")}</legend>${seen}${mode}${field("external_url", { ...state, label: t("events.external_url"), value: draft.external_url, maxlength: 2048, plain: true })}${number("capacity", t("events.capacity_hint"))}${number("guests_max")}${check("mail_guests", { label: t("events.mail_guests"), hint: t("events.mail_guests_hint"), checked: mail })}${field("categories", { ...state, label: t("events.categories"), value: draft.categories.join(", "), maxlength: 700 })}${invite}</fieldset>`;
}
