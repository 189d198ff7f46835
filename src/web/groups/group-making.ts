/** Making a group, changing what it is and says of itself, and closing it. */
import { getAccount } from "../../accounts/find.ts";
import { changeGroup, closeGroup, readChanges, type GroupChanges } from "../../groups/change.ts";
import { createGroup, readGroup } from "../../groups/create.ts";
import type { Group } from "../../groups/load.ts";
import { assertRole } from "../../groups/roles.ts";
import type { Problems } from "../../../views/frame/context.ts";
import type { GroupHead } from "../../../views/groups/group.ts";
import { closeGroupView, groupSettingsView, newGroupView } from "../../../views/groups/group-form.ts";
import { routes } from "../../../views/frame/routes.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { groupOf, headOf, onGroup } from "./groups.ts";
import { forgetPortraits, PORTRAIT_PROBLEMS, readDescriptions, readPortraits } from "../frame/portraits.ts";
import { problemsIn, problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";

const MEMBERSHIPS = ["public", "approval", "invitation"] as const;
const POSTINGS = ["everybody", "members", "moderators"] as const;

const readValues = (visit: Visit) => ({ ...readDescriptions(visit), ...readRest(visit) });

const readRest = ({ form }: Visit) => ({
  title: form.text("title"),
  note: form.text("note"),
  rules: form.text("rules").split("\n"),
  membership: MEMBERSHIPS.find((one) => one === form.text("membership")) ?? "public",
  posting: POSTINGS.find((one) => one === form.text("posting")) ?? "members",
  approve_first: form.has("approve_first"),
  chat: form.has("chat"),
  downvotes: form.has("downvotes"),
  private: form.has("private"),
  revealed: form.has("revealed"),
  discoverable: form.has("discoverable"),
});

/** Does it with the pictures that came, or forgets them and says what was wrong: of them, and by `check` of the rest. */
async function withPictures<Done>(
  visit: Visit,
  check: () => unknown,
  act: (pictures: GroupChanges) => Promise<Done>,
): Promise<Done | { problems: Problems }> {
  const { pictures, problems } = await readPortraits(visit);
  const failed = Object.keys(problems).length > 0;
  const done = failed
    ? { problems: { ...(await problemsIn(visit.locale, PORTRAIT_PROBLEMS, check)), ...problems } }
    : await act(pictures).catch((error: unknown) => ({ problems: problemsOf(error, visit.locale, PORTRAIT_PROBLEMS) }));
  if (typeof done === "object" && done !== null && "problems" in done) await forgetPortraits(visit, pictures);
  return done;
}

async function makeGroup(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const self = await getAccount(kith.db, me(visit).id);
  const draft = { ...readValues(visit), name: form.text("name") };
  const check = async () => await readGroup(kith, draft);
  const done = await withPictures(visit, check, async (pictures) => {
    const made = await createGroup(kith, self, draft);
    return { made: Object.keys(pictures).length === 0 ? made : await changeGroup(kith, made, self, pictures) };
  });
  if ("made" in done) return go(routes.profile(done.made.account), "groups.said_made");
  return show(newGroupView(await contextOf(visit), await again(visit, done.problems)), 422);
}

async function saveSettings(visit: Visit): Promise<Answer> {
  const group = await groupOf(visit);
  const self = await getAccount(visit.kith.db, me(visit).id);
  await assertRole(visit.kith.db, group, self);
  const values = readValues(visit);
  const check = () => readChanges(group.group, values);
  const done = await withPictures(visit, check, async (pictures) => ({
    changed: await changeGroup(visit.kith, group, self, { ...values, ...pictures }),
  }));
  if ("changed" in done) return go(routes.groupPage(group.account.id, "settings"), "groups.said_saved");
  const state = await again(visit, done.problems);
  return show(groupSettingsView(await contextOf(visit), await headOf(visit, group), state), 422);
}

async function showSettings(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  await assertRole(visit.kith.db, group, me(visit));
  return show(groupSettingsView(await contextOf(visit), head, {}));
}

async function showClose(visit: Visit, group: Group, head: GroupHead, problems?: Problems): Promise<Answer> {
  await assertRole(visit.kith.db, group, me(visit), "owner");
  return show(closeGroupView(await contextOf(visit), head, { problems }), problems === undefined ? 200 : 422);
}

async function close(visit: Visit): Promise<Answer> {
  const group = await groupOf(visit);
  if (visit.form.text("confirm").trim().replace(/^@/, "") !== group.account.username)
    return await showClose(visit, group, await headOf(visit, group), { confirm: visit.locale.t("groups.close_wrong") });
  await closeGroup(visit.kith, group, await getAccount(visit.kith.db, me(visit).id));
  return go(routes.groups, "groups.said_closed");
}

export const groupMakingRoutes: readonly Route[] = [
  page(routes.newGroup, "member", async (visit) => show(newGroupView(await contextOf(visit), {}))),
  makes(upload(routes.groups, makeGroup)),
  page("/groups/:id/settings", "member", onGroup(showSettings)),
  makes(upload("/groups/:id/settings", saveSettings)),
  page("/groups/:id/close", "member", onGroup(showClose)),
  action("/groups/:id/close", "member", close),
];
