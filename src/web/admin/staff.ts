/** What all pages of administration have in common: who may open them, who acts, and what becomes of a form that is refused. */
import { may, type Permission } from "../../access/permissions.ts";
import { forbidden, missing } from "../../errors.ts";
import type { Html } from "../../html.ts";
import type { By } from "../../moderation/audit.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { problemsOf, type Fields } from "../frame/problems.ts";
import { action, makes, page, show, upload, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { idParam, localPath, myUser, type Visit } from "../frame/visit.ts";

/** A route with what it takes to go there. */
export type StaffRoute = Route & { permission: Permission };

const guarded =
  (permission: Permission, handle: Handle): Handle =>
  async (visit) => {
    if (!may(myUser(visit).role, permission)) throw forbidden();
    return await handle(visit);
  };

export const staffPage = (path: string, permission: Permission, handle: Handle): StaffRoute => ({
  ...page(path, "member", guarded(permission, handle)),
  permission,
});
export const staffAction = (path: string, permission: Permission, handle: Handle): StaffRoute => ({
  ...makes(action(path, "member", guarded(permission, handle))),
  permission,
});
/** An action whose form carries files. */
export const staffUpload = (path: string, permission: Permission, handle: Handle): StaffRoute => ({
  ...makes(upload(path, guarded(permission, handle))),
  permission,
});

export const by = (visit: Visit): By => ({ id: myUser(visit).id });

/** @throws Refusal `missing` */
export function getId(visit: Visit, name = "id"): number {
  const id = idParam(visit, name);
  if (id === undefined) throw missing();
  return id;
}

/** Does what a form asks; what is refused becomes the form again, with what is wrong. @param field to which a refusal without one belongs, or how to tell */
export async function tried(
  visit: Visit,
  work: () => Promise<Answer>,
  again: (problems: Problems) => Promise<Html>,
  field: string | Fields = "",
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    return show(await again(problemsOf(error, visit.locale, field)), 422);
  }
}

/** Where the form came from, if that is a page of administration. */
export function backTo({ kith, form }: Visit, otherwise: string): string {
  const path = localPath(kith.instance, form.text("return_to"));
  return path !== undefined && /^\/admin(?:[/?]|$)/.test(path) ? path : otherwise;
}

/** What was asked for by the query, at most `length` characters; undefined for nothing. */
export function asked({ query }: Visit, name: string, length = 200): string | undefined {
  const value = query.get(name)?.trim().slice(0, length) ?? "";
  return value === "" ? undefined : value;
}

/** One of some words, by the query. */
export const chosen = <Choice extends string>(visit: Visit, name: string, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === visit.query.get(name));
