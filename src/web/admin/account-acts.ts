/** What those who run the server do with an account, each by a form of its page. */
import type { Permission } from "../../access/permissions.ts";
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { invalid } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { approve, erase, moderate, reject, undo, type Undoing } from "../../moderation/actions.ts";
import { addNote, removeNote } from "../../moderation/notes.ts";
import { moderateStatuses } from "../../moderation/statuses.ts";
import { loadTemplates } from "../../moderation/templates.ts";
import { changeRole, confirmAddress, endSecondFactor, letterForPassword } from "../../moderation/users.ts";
import { acct } from "../../uris.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import type { Said } from "../frame/flash.ts";
import { inside } from "../frame/inside.ts";
import type { Fields } from "../frame/problems.ts";
import { go, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { backTo, by, getId, staffAction, type StaffRoute } from "./staff.ts";

const UNDOINGS = ["enable", "unsensitive", "unsilence", "unsuspend"] as const satisfies readonly Undoing[];

/** The words of a template, if one is chosen, then those that were written. */
async function readWords({ kith, form }: Visit): Promise<string> {
  const id = readId(form.text("template"));
  const template = id === undefined ? undefined : (await loadTemplates(kith.db)).find((one) => one.id === id);
  return [template?.text ?? "", form.text("text").trim()].filter((text) => text !== "").join("\n\n");
}

async function judge(visit: Visit, target: Account): Promise<void> {
  const { kith, form } = visit;
  await moderate(kith, by(visit), target, {
    type: form.text("type"),
    text: await readWords(visit),
    report_id: readId(form.text("report_id")) ?? 0,
    letter: form.has("letter"),
  });
}

async function judgePosts(visit: Visit, target: Account): Promise<void> {
  const { kith, form } = visit;
  await moderateStatuses(kith, by(visit), target, {
    type: form.text("type"),
    text: await readWords(visit),
    report_id: readId(form.text("report_id")) ?? 0,
    status_ids: form.all("status_ids").flatMap((id) => readId(id) ?? []),
  });
}

async function takeBack(visit: Visit, target: Account): Promise<void> {
  const undoing = UNDOINGS.find((name) => name === visit.form.text("undoing"));
  if (undoing === undefined) throw invalid("Validation failed: Type is not included in the list");
  await undo(visit.kith, by(visit), target, undoing);
}

/** Does it, then goes back to where the form stood. */
function act(
  name: string,
  permission: Permission,
  work: (visit: Visit, target: Account) => Promise<void>,
  said: Said,
): StaffRoute {
  const route = staffAction(`/admin/accounts/:id/${name}`, permission, async (visit) => {
    const target = await getAccount(visit.kith.db, getId(visit));
    await work(visit, target);
    return go(backTo(visit, adminRoutes.account(target.id)), said);
  });
  return inside(route, FIELDS);
}

const FIELDS: Fields = [
  ["Text", "text"],
  ["Content", "content"],
];

/** The account is gone then: its page is no place to go back to. */
async function turnAway(visit: Visit): Promise<Answer> {
  await reject(visit.kith, by(visit), await getAccount(visit.kith.db, getId(visit)));
  return go(adminRoutes.accounts({ status: "pending" }), "admin.said_rejected");
}

async function dropNote(visit: Visit): Promise<Answer> {
  await removeNote(visit.kith, by(visit), getId(visit));
  return go(backTo(visit, adminRoutes.dashboard), "admin.said_done");
}

const users = "manage_users";

export const accountActRoutes: readonly StaffRoute[] = [
  act("moderate", users, judge, "admin.said_judged"),
  act("statuses", "manage_reports", judgePosts, "admin.said_judged"),
  act("undo", users, takeBack, "admin.said_done"),
  act("approve", users, async (visit, target) => await approve(visit.kith, by(visit), target), "admin.said_approved"),
  staffAction("/admin/accounts/:id/reject", users, turnAway),
  act(
    "role",
    "manage_roles",
    async (visit, target) => await changeRole(visit.kith, by(visit), target, visit.form.text("role")),
    "admin.said_saved",
  ),
  act("confirm", users, async (visit, target) => await confirmAddress(visit.kith, by(visit), target), "admin.said_done"),
  act(
    "password",
    "manage_user_access",
    async (visit, target) => await letterForPassword(visit.kith, by(visit), target, { sign_out: visit.form.has("sign_out") }),
    "admin.said_letter",
  ),
  act(
    "second_factor",
    "manage_user_access",
    async (visit, target) => await endSecondFactor(visit.kith, by(visit), target),
    "admin.said_done",
  ),
  act(
    "note",
    users,
    async (visit, target) =>
      void (await addNote(
        visit.kith,
        by(visit),
        { target_type: "Account", target_id: target.id, name: acct(target) },
        visit.form.text("content"),
      )),
    "admin.said_saved",
  ),
  act("erase", "delete_user_data", async (visit, target) => await erase(visit.kith, by(visit), target), "admin.said_erasing"),
  staffAction("/admin/notes/:id/remove", "manage_reports", dropNote),
];
