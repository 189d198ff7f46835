/**
 * Every form of every page in which something is typed or chosen, sent with what cannot be right: whoever made the mistakes gets the form again, with all that
 * they typed, and is led to each mistake, beside its field. No mistake ends on a page that has nothing but an error on it.
 */
import { expect, test } from "vitest";
import { formsOf, isTyped, type Control, type SentForm } from "./page-forms.ts";
import { villageWalkers, type Walker } from "./village-walkers.ts";

/** No page gives a password back, nor a day that is none. */
const comesAgain = (control: Control): boolean => isTyped(control) && !["password", "date"].includes(control.type);

/** Two ways to be wrong: too much of everything, and nothing at all. */
const WRONGS: Readonly<Record<string, (control: Control) => string>> = {
  long: ({ maxlength, type }) =>
    type === "datetime-local" || type === "date" ? "no time" : "¿x ".repeat(Math.ceil(Math.min(maxlength || 6000, MOST) / 3) + 1),
  blank: () => "  ",
};

/** Characters: longer forms than that are refused as such. */
const MOST = 20_000;

/** What is wrong with how the mistakes are told; "" when nothing is. */
function complaintAbout(
  form: SentForm,
  fields: Readonly<Record<string, string>>,
  { status, text }: { status: number; text: string },
): string {
  if (status === 303 || status === 200) return "";
  if (status !== 422 && status !== 403) return `is answered with ${status}`;
  const again = formsOf(text).find(({ action }) => action === form.action);
  if (again === undefined) return `does not come again (${status})`;
  for (const control of form.controls.filter(comesAgain)) {
    const shown = again.controls.find(({ name }) => name === control.name);
    if (shown !== undefined && shown.value.trim() !== fields[control.name]?.trim())
      return `has lost what was typed in ${control.name}`;
  }
  if (!/class="(?:flash )?problem"/.test(text)) return "says nothing of what is wrong";
  for (const [, place = ""] of text.matchAll(/<li><a href="#([^"]*)">/g)) {
    if (!text.includes(` id="${place}"`)) return `leads to #${place}, which is nowhere`;
    const tag = new RegExp(`<(?:input|textarea|select)[^>]* id="${place}"[^>]*>`).exec(text)?.[0];
    if (tag !== undefined && !(tag.includes("aria-invalid") && tag.includes("aria-describedby")))
      return `does not say at #${place} what is wrong`;
  }
  return "";
}

async function walk({ surfer, pages }: Walker): Promise<string[]> {
  const complaints: string[] = [];
  const seen = new Set<string>();
  for (const path of pages) {
    const { status, text } = await surfer.get(path);
    if (status !== 200) continue;
    for (const form of formsOf(text)) {
      const key = `${form.action.replaceAll(/\d+/g, "N")} ${form.controls.map(({ name }) => name.replaceAll(/\d+/g, "N")).join()}`;
      if (seen.has(key) || /\/(?:sign_out|delete|close)$/.test(form.action)) continue;
      seen.add(key);
      for (const [way, wrong] of Object.entries(WRONGS)) {
        const fields = Object.fromEntries(form.controls.map((one) => [one.name, isTyped(one) ? wrong(one) : one.value]));
        const answer = await surfer.send(form.action, fields, { from: path, files: form.files });
        const complaint = complaintAbout(form, fields, answer);
        if (complaint !== "") complaints.push(`${path}: ${form.action}, ${way}: ${complaint}`);
      }
    }
  }
  return complaints;
}

const walkers = villageWalkers("approval");

test("visitors get every form again, with what they typed", { timeout: 120_000 }, async () => {
  expect(await walk(walkers.visitor())).toEqual([]);
});

test("members and those who run the server get every form again, with what they typed", { timeout: 240_000 }, async () => {
  expect(await walk(await walkers.mia())).toEqual([]);
});
