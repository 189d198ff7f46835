/** Coming from another server, going to one, and leaving for good. What cannot be undone asks for the password. */
import { assertLimit } from "../access/limits.ts";
import { isPassword } from "../access/passwords.ts";
import { getAccount } from "../accounts/find.ts";
import { fromJson } from "../db/columns.ts";
import { deleteOwnAccount } from "../moderation/leave.ts";
import { addAlias, removeAlias } from "../moves/alias.ts";
import { importFollows, importState, writeFollowFile } from "../moves/follow-file.ts";
import { claim, moveAway, returnHome } from "../moves/move.ts";
import { acct } from "../uris.ts";
import type { Problems } from "../../views/context.ts";
import { deleteAccountView, movingView } from "../../views/moving.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { problemsOf } from "./problems.ts";
import { action, file, go, page, show, upload, type Answer, type Route } from "./respond.ts";
import { me, myUser, type Visit } from "./visit.ts";

async function showMoving(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const account = await getAccount(kith.db, me(visit).id);
  const uris = fromJson(account.also_known_as);
  const known = uris.length === 0 ? [] : await kith.db.selectFrom("accounts").selectAll().where("uri", "in", uris).execute();
  const names = new Map(known.map((each) => [each.uri, `@${acct(each)}`]));
  const aliases = uris.map((uri) => ({ uri, name: names.get(uri) ?? uri }));
  const imported = await importState(kith, account.id);
  const state = { account, aliases, imported, ...(problems === undefined ? {} : { problems, typed: form.typed }) };
  return show(movingView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

/** Does it and shows the page again; what is refused stands beside the field. */
const trying =
  (field: string, act: (visit: Visit) => Promise<unknown>) =>
  async (visit: Visit): Promise<Answer> => {
    const problems =
      (await passwordProblem(visit)) ??
      (await act(visit).then(
        () => undefined,
        (error: unknown) => problemsOf(error, field),
      ));
    return problems === undefined ? go(routes.settingsMoving, "moving.said_moving") : await showMoving(visit, problems);
  };

/** Only of forms that ask for it. */
async function passwordProblem(visit: Visit): Promise<Problems | undefined> {
  if (!NEEDS_PASSWORD.includes(visit.path.split("?")[0] ?? "")) return undefined;
  const user = myUser(visit);
  // Whoever finds a browser open must not be able to guess on.
  await assertLimit(visit.kith, "log-in-account", user.email_lower);
  const right = await isPassword(user.password_hash, visit.form.text("current_password").slice(0, 1000));
  return right ? undefined : { current_password: "This is not your password." };
}
const NEEDS_PASSWORD: readonly string[] = [routes.moveAway, routes.deleteAccount];

const readIn = async (visit: Visit): Promise<unknown> =>
  await importFollows(visit.kith, me(visit), visit.form.file("follows")?.bytes.toString("utf8") ?? "");

const showDeletion = async (visit: Visit, problems?: Problems): Promise<Answer> =>
  show(deleteAccountView(await contextOf(visit), { account: me(visit), problems }), problems === undefined ? 200 : 422);

async function deleteAccount(visit: Visit): Promise<Answer> {
  const typed = visit.form.text("username").trim().replace(/^@/, "").toLowerCase();
  if (typed !== me(visit).username_lower) return await showDeletion(visit, { username: "This is not your name." });
  const problems =
    (await passwordProblem(visit)) ??
    (await deleteOwnAccount(visit.kith, myUser(visit)).then(
      () => undefined,
      (error: unknown) => problemsOf(error, "username"),
    ));
  return problems === undefined ? go(routes.front, "moving.said_gone") : await showDeletion(visit, problems);
}

export const movingRoutes: readonly Route[] = [
  page(routes.settingsMoving, "member", async (visit) => await showMoving(visit)),
  action(
    routes.addAlias,
    "member",
    trying("alias", async (visit) => await addAlias(visit.kith, me(visit), visit.form.text("alias"))),
  ),
  action(
    routes.removeAlias,
    "member",
    trying("alias", async (visit) => await removeAlias(visit.kith, me(visit), visit.form.text("uri"))),
  ),
  action(
    routes.claimAlias,
    "member",
    trying(
      "alias",
      async (visit) => await claim(visit.kith, await getAccount(visit.kith.db, me(visit).id), visit.form.text("uri")),
    ),
  ),
  action(
    routes.moveAway,
    "member",
    trying("target", async (visit) => await moveAway(visit.kith, me(visit), visit.form.text("target"))),
  ),
  action(
    routes.moveBack,
    "member",
    trying("target", async (visit) => await returnHome(visit.kith, me(visit))),
  ),
  upload(routes.importFollows, trying("follows", readIn)),
  page(routes.exportFollows, "member", async (visit) =>
    file(await writeFollowFile(visit.kith, me(visit)), { type: "text/csv; charset=utf-8", name: "following_accounts.csv" }),
  ),
  page(routes.deleteAccount, "member", async (visit) => await showDeletion(visit)),
  action(routes.deleteAccount, "member", deleteAccount),
];
