/** Coming from another server, going to one, and leaving for good. What cannot be undone asks for the password. */
import { getAccount, loadMoved } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import { deleteOwnAccount } from "../../moderation/leave.ts";
import { addAlias, removeAlias } from "../../moves/alias.ts";
import { loadLeft } from "../../moves/left.ts";
import { claim, moveAway, returnHome } from "../../moves/move.ts";
import { acct } from "../../uris.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { deleteAccountView, movingView } from "../../../views/settings/moving.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { passwordProblem } from "../access/own-password.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, myUser, type Visit } from "../frame/visit.ts";

async function showMoving(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const account = await getAccount(kith.db, me(visit).id);
  const uris = fromJson(account.also_known_as);
  const known = uris.length === 0 ? [] : await kith.db.selectFrom("accounts").selectAll().where("uri", "in", uris).execute();
  const names = new Map(known.map((each) => [each.uri, `@${acct(each)}`]));
  const aliases = uris.map((uri) => ({ uri, name: names.get(uri) ?? uri }));
  const moved = (await loadMoved(kith.db, [account])).get(account.moved_to_uri);
  const left = await loadLeft(kith.db, account, kith.now());
  const state = { account, aliases, moved, left, ...(problems === undefined ? {} : { problems, typed: form.typed }) };
  return show(movingView(await contextOf(visit), state), problems === undefined ? 200 : 422);
}

/** Does it and shows the page again; what is refused stands beside the field. `asks`: for the password. */
const trying =
  (field: string, act: (visit: Visit) => Promise<unknown>, { asks = false } = {}) =>
  async (visit: Visit): Promise<Answer> => {
    const problems =
      (asks ? await passwordProblem(visit) : undefined) ??
      (await act(visit).then(
        () => undefined,
        (error: unknown) => problemsOf(error, visit.locale, field),
      ));
    return problems === undefined ? go(routes.settingsMoving, "moving.said_moving") : await showMoving(visit, problems);
  };

const showDeletion = async (visit: Visit, problems?: Problems): Promise<Answer> =>
  show(deleteAccountView(await contextOf(visit), { account: me(visit), problems }), problems === undefined ? 200 : 422);

async function deleteAccount(visit: Visit): Promise<Answer> {
  const typed = visit.form.text("username").trim().replace(/^@/, "").toLowerCase();
  if (typed !== me(visit).username_lower) return await showDeletion(visit, { username: visit.locale.t("moving.wrong_name") });
  const problems =
    (await passwordProblem(visit)) ??
    (await deleteOwnAccount(visit.kith, myUser(visit)).then(
      () => undefined,
      (error: unknown) => problemsOf(error, visit.locale, "username"),
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
    trying("target", async (visit) => await moveAway(visit.kith, me(visit), visit.form.text("target")), { asks: true }),
  ),
  action(
    routes.moveBack,
    "member",
    trying("target", async (visit) => await returnHome(visit.kith, me(visit))),
  ),
  page(routes.deleteAccount, "member", async (visit) => await showDeletion(visit)),
  action(routes.deleteAccount, "member", deleteAccount),
];
