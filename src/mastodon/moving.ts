/** Aliases, moves, imports and the end of an account, which Mastodon's API has no words for: under the addresses of Pleroma's, which Akkoma keeps. */
import { z } from "zod";
import { assertLimit } from "../access/limits.ts";
import { isPassword } from "../access/passwords.ts";
import { getAccount } from "../accounts/find.ts";
import { getUser } from "../accounts/users.ts";
import { fromJson } from "../db/columns.ts";
import { forbidden } from "../errors.ts";
import { answer, del, get, me, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { whenCalled } from "../lazy.ts";
import { parse, text } from "./shapes.ts";

// What few do is read when somebody does it.
const deleteOwnAccount = whenCalled(async () => (await import("../moderation/leave.ts")).deleteOwnAccount);
const addAlias = whenCalled(async () => (await import("../moves/alias.ts")).addAlias);
const findOther = whenCalled(async () => (await import("../moves/alias.ts")).findOther);
const removeAlias = whenCalled(async () => (await import("../moves/alias.ts")).removeAlias);
const importFile = whenCalled(async () => (await import("../moves/import.ts")).importFile);
const moveAway = whenCalled(async () => (await import("../moves/move.ts")).moveAway);

const aliasShape = z.object({ alias: text(400) });
const moveShape = z.object({ target_account: text(400), password: text(1000) });
const passwordShape = z.object({ password: text(1000) });
const done = answer({ status: "success" });

/** @throws Refusal `forbidden` */
async function assertPassword({ kith }: ApiRequest, id: number, password: string): Promise<void> {
  const own = await getUser(kith.db, id);
  await assertLimit(kith, "log-in-account", own.email_lower);
  if (!(await isPassword(own.password_hash, password))) throw forbidden("Invalid password.");
}

async function aliases(request: ApiRequest): Promise<Answer> {
  const account = await getAccount(request.kith.db, me(request).id);
  return answer({ aliases: fromJson(account.also_known_as) });
}

async function add(request: ApiRequest): Promise<Answer> {
  await addAlias(request.kith, me(request), parse(request.body, aliasShape).alias);
  return done;
}

/** By its uri, or by its handle. */
async function remove(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { alias } = parse(request.body, aliasShape);
  const uri = /^https?:/.test(alias) ? alias : (await findOther(kith, alias)).uri;
  await removeAlias(kith, me(request), uri);
  return done;
}

async function move(request: ApiRequest): Promise<Answer> {
  const { target_account, password } = parse(request.body, moveShape);
  await assertPassword(request, me(request).id, password);
  await moveAway(request.kith, me(request), target_account);
  return done;
}

/** `list`: the file itself, or its text. */
async function follow(request: ApiRequest): Promise<Answer> {
  const file = request.files.get("list")?.bytes.toString("utf8");
  const list = file ?? (typeof request.body["list"] === "string" ? request.body["list"] : "");
  await importFile(request.kith, me(request), "follows", { text: list });
  return answer("job started");
}

async function leave(request: ApiRequest): Promise<Answer> {
  const { id } = me(request);
  await assertPassword(request, id, parse(request.body, passwordShape).password);
  await deleteOwnAccount(request.kith, await getUser(request.kith.db, id));
  return done;
}

const at = "/api/pleroma";

export const movingRoutes: readonly Route[] = [
  get(`${at}/aliases`, user("read:accounts"), aliases),
  put(`${at}/aliases`, user("write:accounts"), add),
  del(`${at}/aliases`, user("write:accounts"), remove),
  post(`${at}/move_account`, user("write:accounts"), move),
  post(`${at}/follow_import`, user("write:follows", { uploads: true }), follow),
  post(`${at}/delete_account`, user("write:accounts"), leave),
];
