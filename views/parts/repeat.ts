/** The part of a form in which one chooses whether and how something recurs. Its fields are those that `src/recurrence/form.ts` reads. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Repeat } from "../../src/recurrence/form.ts";
import type { Key } from "../../src/words/catalogue.ts";
import type { ViewContext } from "../frame/context.ts";
import { field, flagAttribute, select, type FormState } from "./form.ts";

/** As it was chosen so far, each field as the form has it. */
export type Chosen = { repeat: Repeat | ""; interval: string; days: readonly string[]; until: string; count: string };

/** In the order in which they are shown; the compiler sees to it that none is left out. */
const SHOWN: Readonly<Record<Repeat, Key>> = Object.freeze({
  daily: "recurrence.daily",
  workdays: "recurrence.workdays",
  weekly: "recurrence.weekly",
  monthly_date: "recurrence.monthly_date",
  monthly_last_date: "recurrence.monthly_last_date",
  monthly_weekday: "recurrence.monthly_weekday",
  monthly_last_weekday: "recurrence.monthly_last_weekday",
});

export const neverAgain: Chosen = Object.freeze({ repeat: "", interval: "", days: [], until: "", count: "" });

export function repeatFields(ctx: ViewContext, chosen: Chosen, { problems }: FormState): Html {
  const { t } = ctx;
  const often = select("repeat", {
    label: t("recurrence.repeat"),
    choices: [["", t("recurrence.never")], ...Object.entries(SHOWN).map(([one, text]) => [one, t(text)] as const)],
    value: chosen.repeat,
  });
  const number = (name: "interval" | "count", value: string, hint?: string) =>
    field(`repeat_${name}`, {
      label: t(`recurrence.${name}`),
      value,
      inputmode: "numeric",
      pattern: "[0-9]*",
      maxlength: 4,
      problems,
      ...(hint === undefined ? {} : { hint }),
    });
  const days = ctx.locale.weekdays.map((name, at) => {
    const value = String(at + 1);
    return html`<label class="day"><input type="checkbox" name="repeat_days" value="${value}"${flagAttribute("checked", chosen.days.includes(value))}> ${name}</label>`;
  });
  const until = field("repeat_until", {
    label: t("recurrence.until"),
    hint: t("recurrence.until_hint"),
    value: chosen.until,
    plain: true,
    maxlength: 10,
    problems,
  });
  const more = html`${number("interval", chosen.interval)}<fieldset class="days"><legend>${t("recurrence.days")}</legend>${days}</fieldset>${until}${number("count", chosen.count, t("recurrence.count_hint"))}`;
  return html`<div class="stack repeat" role="group" aria-label="${t("recurrence.repeat")}">${often}<details${flagAttribute("open", chosen.repeat !== "")}><summary>${t("recurrence.details")}</summary><div class="stack">${more}</div></details></div>`;
}
