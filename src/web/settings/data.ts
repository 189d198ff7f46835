/** One's data: the archive, lists as files, and reading such files in. */
import type { ImportKind } from "../../db/values.ts";
import { missing } from "../../errors.ts";
import { askForArchive, findArchive, nextArchiveAt, openArchive } from "../../moves/archive.ts";
import { EXPORTS, writeFile } from "../../moves/export.ts";
import { importFile, importStates } from "../../moves/import.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { dataView } from "../../../views/settings/data.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, file, go, makes, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";

const KINDS = Object.keys(EXPORTS) as ImportKind[];

async function showData(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const { id } = me(visit);
  const archive = await findArchive(kith.db, id);
  const state = { files: EXPORTS, archive, next_archive_at: nextArchiveAt(kith, archive), imports: await importStates(kith, id) };
  const typed = problems === undefined ? {} : { problems, typed: form.typed };
  return show(dataView(await contextOf(visit), { ...state, ...typed }), problems === undefined ? 200 : 422);
}

async function readIn(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const kind = KINDS.find((each) => each === form.text("kind"));
  const uploaded = form.file("file");
  if (kind === undefined) throw missing();
  if (uploaded?.too_large === true) return await showData(visit, { file: locale.refusal("The file is too large") });
  const read = { text: uploaded?.bytes.toString("utf8") ?? "", replaces: form.text("mode") === "replace" };
  const imported = importFile(kith, me(visit), kind, read).then(() => undefined);
  const problems = await imported.catch((error: unknown) => problemsOf(error, locale, "file"));
  return problems === undefined ? go(routes.settingsData, "settings.said_importing") : await showData(visit, problems);
}

async function exportOne(visit: Visit): Promise<Answer> {
  const name = visit.params["name"] ?? "";
  const kind = KINDS.find((each) => EXPORTS[each] === name);
  if (kind === undefined) throw missing();
  return file(await writeFile(visit.kith, me(visit), kind), { type: "text/csv; charset=utf-8", name });
}

async function makeArchive(visit: Visit): Promise<Answer> {
  const asked = askForArchive(visit.kith, me(visit).id);
  const problems = await asked.catch((error: unknown) => problemsOf(error, visit.locale));
  return problems === undefined ? go(routes.settingsData, "settings.said_archive") : await showData(visit, problems);
}

async function fetchArchive(visit: Visit): Promise<Answer> {
  const { stream } = await openArchive(visit.kith, me(visit).id);
  return file(stream, {
    type: "application/gzip",
    name: `${me(visit).username}-${visit.locale.times.isoDay(visit.kith.now())}.tar.gz`,
  });
}

export const dataRoutes: readonly Route[] = [
  page(routes.settingsData, "member", async (visit) => await showData(visit)),
  makes(upload(routes.importFile, readIn)),
  page(routes.archive, "member", fetchArchive),
  makes(action(routes.archive, "member", makeArchive)),
  page("/settings/data/:name", "member", exportOne),
];
