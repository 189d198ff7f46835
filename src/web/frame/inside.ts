/**
 * Small forms in the midst of other pages: what cannot be carried out is said on the page on which the form stands, at its field, with all that was typed. The views
 * ask for that with `stateOf`.
 */
import type { Problems, Typed } from "../../../views/frame/context.ts";
import { Refusal } from "../../errors.ts";
import { assertMayVisit } from "./acting.ts";
import { emptyForm } from "./forms.ts";
import { problemsOf, type Fields } from "./problems.ts";
import type { Answer, Route } from "./respond.ts";
import { localPath, type Visit } from "./visit.ts";

/** A form that was sent and could not be carried out. @property action the address to which it was sent */
export type Refused = { action: string; problems: Problems; typed: Typed };
/** The page of a path, and what its path names. */
export type FindPage = (path: string) => { route: Route; params: Record<string, string> } | undefined;

/** A route whose form stands on other pages. @param fields to which what is wrong belongs */
export const inside = <One extends Route>(route: One, fields: string | Fields): One => ({ ...route, inside: fields });

/** What cannot be decoded names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

/** The pages of a table of routes: the first that fits. */
export function compilePages(routes: readonly Route[]): FindPage {
  const pages = routes
    .filter(({ method }) => method === "get")
    .map((route) => {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
      const pattern = route.path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:\w+/g, "([^/]+)");
      return { route, names, pattern: new RegExp(`^${pattern}/?$`) };
    });
  return (path) => {
    for (const { route, names, pattern } of pages) {
      const values = pattern.exec(path)?.slice(1).map(decoded);
      if (values !== undefined) return { route, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) };
    }
    return undefined;
  };
}

/**
 * The page on which a form stands, with what was wrong with it.
 *
 * @throws the error itself, when it is none that a form can show, or there is no such page for this reader
 */
export async function onItsPage(
  visit: Visit,
  { fields, error, findPage }: { fields: string | Fields; error: unknown; findPage: FindPage | undefined },
): Promise<Answer> {
  // What is not there is no mistake in a form.
  if (error instanceof Refusal && error.kind === "missing") throw error;
  const problems = problemsOf(error, visit.locale, fields);
  const path = localPath(visit.kith.instance, visit.form.text("return_to"))?.split("#")[0] ?? "";
  const url = URL.parse(path, visit.kith.instance.origin);
  const found = url === null ? undefined : findPage?.(url.pathname);
  if (url === null || found === undefined || (found.route.who === "member" && visit.session === undefined)) throw error;
  assertMayVisit(visit, found.route);
  const { form, path: action, ...rest } = visit;
  const place = { params: found.params, path, query: url.searchParams };
  const answer = await found.route.handle({
    ...rest,
    ...place,
    form: emptyForm,
    refused: { action, problems, typed: form.typed },
  });
  if (!("html" in answer)) throw error;
  return { ...answer, status: 422 };
}
