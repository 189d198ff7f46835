/** Forms and their fields: each control has a label, a hint where it helps, and says what is wrong beside itself. */
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Media } from "../../src/db/schema.ts";
import type { Problems, Typed, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";

export type FormOptions = {
  /** For buttons that stand elsewhere and name it. */
  id?: string;
  className?: string;
  /** For forms that carry files. */
  files?: boolean;
  /** Where to come back to: this page, unless told. */
  return_to?: string;
};

/** A POST form with the token that proves that it is ours; nothing for who is here in a name in which they may not send it. */
export function form(ctx: ViewContext, action: string, body: Html, options: FormOptions = {}): Html {
  if (ctx.viewer?.maySend(action) === false) return raw("");
  const enctype = options.files === true ? raw(' enctype="multipart/form-data"') : "";
  const id = options.id === undefined ? "" : html` id="${options.id}"`;
  return html`<form${id} class="${options.className ?? ""}" method="post" action="${action}"${enctype}><input type="hidden" name="csrf" value="${ctx.csrf}"><input type="hidden" name="return_to" value="${options.return_to ?? ctx.path}">${body}</form>`;
}

/** An attribute without value, there or not. */
export const flagAttribute = (name: "checked" | "open" | "required" | "selected" | "multiple" | "disabled", on: boolean): Html =>
  raw(on ? ` ${name}` : "");

/** A file that came with the form before: only its owner is shown it. */
export type AsideFile = { media: Media; name: string };

/** What a form holds and what was wrong with it; `aside`: the files that it need not be given again, by field. */
export type FormState = {
  typed?: Typed | undefined;
  problems?: Problems | undefined;
  /** With what the ids of its fields begin, instead of "f-". */
  prefix?: string | undefined;
  aside?: Readonly<Record<string, AsideFile>> | undefined;
};

export type FieldOptions = FormState & {
  label: string;
  hint?: string;
  type?: "text" | "email" | "password" | "search" | "datetime-local" | "date";
  autocomplete?: string;
  value?: string;
  required?: boolean;
  maxlength?: number;
  minlength?: number;
  pattern?: string;
  /** Of a date: the first that may be. */
  min?: string;
  inputmode?: "text" | "email" | "search" | "numeric";
  /** The id of a `<datalist>` with what might be meant. */
  list?: string;
  /** For handles and addresses, which no keyboard should capitalise or mend. */
  plain?: boolean;
  /** For long text: how many lines it begins with. */
  rows?: number;
};

/** So begin the ids of the fields of the one form that was refused on the page in whose midst it stands. */
const REFUSED = "refused-";

/** What a small form in the midst of a page holds, and what was wrong with it, when it was sent and could not be carried out. @param actions where its buttons send it */
export function stateOf({ refused }: ViewContext, ...actions: readonly string[]): FormState {
  if (refused === undefined || !actions.includes(refused.action)) return {};
  return { typed: refused.typed, problems: refused.problems, prefix: REFUSED };
}

/** What was wrong with a small form of this page, at its top. */
export function refusedView(ctx: ViewContext): Html {
  const { problems = {} } = ctx.refused ?? {};
  const places = Object.fromEntries(Object.keys(problems).map((name) => [name, `${REFUSED}${name}`]));
  return problemSummary(ctx, problems, places);
}

/** The complaint about a field, which the control names in aria-describedby. */
export const problemView = (id: string, problem: string | undefined): Html =>
  problem === undefined ? raw("") : html`<p class="problem" id="${id}-problem">${problem}</p>`;

export function described(id: string, options: { hint?: string | undefined; problem?: string | undefined }): Html {
  const ids = [options.hint === undefined ? "" : `${id}-hint`, options.problem === undefined ? "" : `${id}-problem`].filter(
    Boolean,
  );
  const invalid = options.problem === undefined ? "" : raw(' aria-invalid="true"');
  return ids.length === 0 ? raw("") : html` aria-describedby="${ids.join(" ")}"${invalid}`;
}

function attributes(options: FieldOptions): Html {
  const pairs: [string, string | number | undefined][] = [
    ["autocomplete", options.autocomplete],
    ["maxlength", options.maxlength],
    ["minlength", options.minlength],
    ["pattern", options.pattern],
    ["min", options.min],
    ["inputmode", options.inputmode],
    ["list", options.list],
    ["autocapitalize", options.plain === true ? "none" : undefined],
    ["spellcheck", options.plain === true ? "false" : undefined],
  ];
  const written = pairs.flatMap(([name, value]) => (value === undefined ? [] : [html` ${name}="${value}"`]));
  return join([...written, flagAttribute("required", options.required === true)]);
}

/** A labelled text field. Keeps what was typed, except passwords. */
export function field(name: string, options: FieldOptions): Html {
  const id = `${options.prefix ?? "f-"}${name}`;
  const problem = options.problems?.[name];
  const value = options.type === "password" ? "" : (options.typed?.[name] ?? options.value ?? "");
  const about = html`${described(id, { hint: options.hint, problem })}${attributes(options)}`;
  const control =
    options.rows === undefined
      ? html`<input id="${id}" name="${name}" type="${options.type ?? "text"}" value="${value}" dir="auto"${about}>`
      : html`<textarea id="${id}" name="${name}" rows="${options.rows}" dir="auto"${about}>${raw("\n")}${value}</textarea>`;
  const hint = options.hint === undefined ? "" : html`<p class="hint" id="${id}-hint">${options.hint}</p>`;
  return html`<div class="field"><label for="${id}">${options.label}</label>${hint}${control}${problemView(id, problem)}</div>`;
}

export type FileOptions = Pick<FormState, "problems" | "aside"> & {
  label: string;
  accept: string;
  hint?: string;
  required?: boolean;
};

/** A labelled file, with the one that came before it, if one did. */
export function fileField(ctx: ViewContext, name: string, options: FileOptions): Html {
  const { label, hint } = options;
  const help = hint === undefined ? "" : html`<p class="hint" id="f-${name}-hint">${hint}</p>`;
  return html`<div class="field"><label for="f-${name}">${label}</label>${help}${fileControl(ctx, name, options)}</div>`;
}

/** The same without its label and its hint, which stand before it. */
export function fileControl(ctx: ViewContext, name: string, options: Omit<FileOptions, "label">): Html {
  const { accept, hint, required = false, problems, aside } = options;
  const [id, problem, file] = [`f-${name}`, problems?.[name], aside?.[name]];
  const input = html`<input id="${id}" name="${name}" type="file" accept="${accept}"${flagAttribute("required", required && file === undefined)}${described(id, { hint, problem })}>`;
  return html`${file === undefined ? "" : asideView(ctx, name, file)}${input}${problemView(id, problem)}`;
}

/** What is here already and goes with the form, unless another is chosen in its place. */
function asideView({ t, mediaUrls }: ViewContext, field: string, { media, name }: AsideFile): Html {
  const { preview_url } = mediaUrls(media);
  const picture =
    preview_url === ""
      ? html`<span class="no-picture">${icon("image")}</span>`
      : html`<img src="${preview_url}" alt="" width="96" height="96">`;
  const leave = check(`leave_out_${field}`, { label: t("common.file_leave_out"), checked: false });
  return html`<div class="aside-file"><input type="hidden" name="aside_${field}" value="${media.id}"><input type="hidden" name="aside_name_${field}" value="${name}">${picture}<div><p><bdi>${name}</bdi></p><p class="hint">${t("common.file_here")}</p>${leave}</div></div>`;
}

/** Whether there is something to be seen at one of these fields: a mistake, or a file that came before. */
export const isWorthOpening = ({ problems, aside }: FormState, ...names: readonly string[]): boolean =>
  names.some((name) => (problems?.[name] ?? aside?.[name]) !== undefined);

/** What few need, closed until somebody wants it. @param open when it holds a mistake, or what is not as it is with most */
export const folded = (summary: string, open: boolean, body: Html): Html =>
  html`<details class="part"${flagAttribute("open", open)}><summary>${summary}</summary><div class="stack">${body}</div></details>`;

export type CheckOptions = {
  label: string;
  hint?: string;
  checked: boolean;
  value?: string;
  required?: boolean;
  problem?: string | undefined;
};

/** A labelled checkbox. An unchecked one is not sent. */
export function check(name: string, options: CheckOptions): Html {
  const id = `f-${name}`;
  const hint = options.hint === undefined ? "" : html`<p class="hint" id="${id}-hint">${options.hint}</p>`;
  const about = html`${flagAttribute("required", options.required === true)}${described(id, { hint: options.hint, problem: options.problem })}`;
  return html`<div class="check"><input type="checkbox" id="${id}" name="${name}" value="${options.value ?? "1"}"${flagAttribute("checked", options.checked)}${about}><div><label for="${id}">${options.label}</label>${hint}${problemView(id, options.problem)}</div></div>`;
}

export type SelectOptions = {
  label: string;
  hint?: string;
  choices: readonly (readonly [value: string, label: string])[];
  value: string;
  problem?: string | undefined;
};

/** A labelled choice of one. */
export function select(name: string, options: SelectOptions): Html {
  const id = `f-${name}`;
  const choices = options.choices.map(
    ([value, label]) => html`<option value="${value}"${flagAttribute("selected", value === options.value)}>${label}</option>`,
  );
  const hint = options.hint === undefined ? "" : html`<p class="hint" id="${id}-hint">${options.hint}</p>`;
  const about = described(id, options);
  return html`<div class="field"><label for="${id}">${options.label}</label>${hint}<select id="${id}" name="${name}"${about}>${choices}</select>${problemView(id, options.problem)}</div>`;
}

/** The one primary action of a form. */
export const submit = (label: string): Html => html`<button class="button primary">${label}</button>`;

/**
 * Says above a form that something in it needs another look, and leads to each field that does.
 *
 * @param places the ids of what is not called as `field` calls it; false where no field has any
 */
export function problemSummary(
  ctx: ViewContext,
  problems: Problems | undefined,
  places: Readonly<Record<string, string>> | false = {},
): Html {
  const { "": general, ...fields } = problems ?? {};
  const wrong = Object.entries(fields);
  const count = wrong.length;
  if (general === undefined && count === 0) return raw("");
  const text = general ?? (count === 1 ? ctx.t("common.one_problem") : ctx.t("common.problems", { count }));
  if (places === false || count === 0) return html`<p class="flash problem" role="alert">${text}</p>`;
  const links = wrong.map(([name, words]) => html`<li><a href="#${places[name] ?? `f-${name}`}">${words}</a></li>`);
  return html`<div class="flash problem" role="alert"><div>${text}<ul class="wrongs">${links}</ul></div></div>`;
}

/** What is shown of a page, its links to what is wrong in the order of the fields that they lead to. */
export function withOrderedProblems(main: Html): Html {
  const markup = String(main);
  if (!markup.includes('<ul class="wrongs">')) return main;
  const placeOf = (link: string): number => {
    const at = markup.indexOf(` id="${/href="#([^"]*)"/.exec(link)?.[1] ?? ""}"`);
    return at < 0 ? markup.length : at;
  };
  const ordered = (links: string): string =>
    (links.match(/<li>.*?<\/li>/gs) ?? []).sort((a, b) => placeOf(a) - placeOf(b)).join("");
  return raw(markup.replace(/(?<=<ul class="wrongs">).*?(?=<\/ul>)/gs, ordered));
}
