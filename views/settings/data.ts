/** What one takes along, and what one brings: lists as files, and the archive of all that one wrote. */
import type { Row } from "../../src/db/schema.ts";
import type { ImportKind } from "../../src/db/values.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { form, problemSummary, select, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "./settings.ts";

export type Data = FormState & {
  /** The files' names, by what they hold. */
  files: Readonly<Record<ImportKind, string>>;
  archive: Row<"archives"> | undefined;
  /** From when (ms) another archive may be asked for; 0 = now. */
  next_archive_at: number;
  /** Of the last file of each kind. */
  imports: readonly { kind: ImportKind; waiting: number; done: number; failed: number }[];
};

const KINDS = [
  "follows",
  "lists",
  "circles",
  "blocks",
  "mutes",
  "domain_blocks",
  "bookmarks",
] as const satisfies readonly ImportKind[];

/** Mastodon's "merge" and "overwrite". */
const MODES = ["add", "replace"] as const;

/** Posts (multipart) `kind`, `mode` and `file`; the archive's form posts nothing of its own. */
export function dataView(ctx: ViewContext, state: Data): Html {
  const { t } = ctx;
  const files = KINDS.map(
    (kind) =>
      html`<li><span>${t(`settings.kind_${kind}`)}</span> <a class="button" href="${routes.exportFile(state.files[kind])}" download>${t("settings.download")}${hidden(` ${t(`settings.kind_${kind}`)} (CSV)`)}</a></li>`,
  );
  const kinds = KINDS.map((kind) => [kind, t(`settings.kind_${kind}`)] as const);
  const problem = state.problems?.["file"];
  const about = problem === undefined ? raw("") : raw(' aria-invalid="true" aria-describedby="f-file-problem"');
  const read = html`${select("kind", { label: t("settings.import_kind"), choices: kinds, value: state.typed?.["kind"] ?? "follows" })}
<div class="field"><label for="f-file">${t("settings.import_file")}</label><input type="file" id="f-file" name="file" accept=".csv,text/csv,text/plain" required${about}>${problem === undefined ? "" : html`<p class="problem" id="f-file-problem">${problem}</p>`}</div>
${select("mode", { label: t("settings.import_mode"), choices: MODES.map((mode) => [mode, t(`settings.import_${mode}`)]), value: state.typed?.["mode"] ?? "add" })}
<p class="buttons">${submit(t("settings.import_it"))}</p>`;
  return settingsPage(
    ctx,
    "data",
    html`${problemSummary(ctx, state.problems, false)}<section class="stack"><h2>${t("settings.archive")}</h2><p class="hint">${t("settings.archive_about")}</p>${archiveView(ctx, state)}</section>
<section class="stack after"><h2>${t("settings.export")}</h2><p class="hint">${t("settings.export_about")}</p><ul class="files">${files}</ul></section>
<section class="stack after" id="import"><h2>${t("settings.import")}</h2><p class="hint">${t("settings.import_about")}</p>${form(ctx, routes.importFile, read, { className: "stack", files: true })}${importsView(ctx, state)}</section>`,
  );
}

function archiveView(ctx: ViewContext, { archive, next_archive_at }: Data): Html {
  const { t, locale } = ctx;
  const ask = form(
    ctx,
    routes.archive,
    html`<p class="buttons"><button class="button">${t("settings.archive_ask")}</button></p>`,
  );
  if (archive === undefined) return ask;
  if (archive.made_at === 0) return html`<p class="note">${t("settings.archive_waits")}</p>${next_archive_at === 0 ? ask : ""}`;
  const fetch = html`<p class="buttons"><a class="button primary" href="${routes.archive}" download>${t("settings.archive_fetch", { size: locale.bytes(archive.bytes) })}</a></p>`;
  const again =
    next_archive_at === 0
      ? ask
      : html`<p class="hint">${t("settings.archive_next", { when: locale.times.dateTime(next_archive_at) })}</p>`;
  return html`<p>${t("settings.archive_made", { when: locale.times.dateTime(archive.made_at) })}</p>${fetch}${again}`;
}

function importsView({ t }: ViewContext, { imports }: Data): Html {
  if (imports.length === 0) return raw("");
  const lines = imports.map(({ kind, waiting, done, failed }) => {
    const parts = [
      t("settings.import_done", { count: done }),
      ...(waiting === 0 ? [] : [t("settings.import_waits", { count: waiting })]),
      ...(failed === 0 ? [] : [t("settings.import_failed", { count: failed })]),
    ];
    return html`<li><strong>${t(`settings.kind_${kind}`)}</strong>: ${join(parts, " · ")}</li>`;
  });
  return html`<ul class="imports hint">${lines}</ul>`;
}
