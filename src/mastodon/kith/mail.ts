/** `/api/kith/v1/mail`: which letters come to one, whether they arrive, and a letter to try. */
import { z } from "zod";
import { assertLimit } from "../../access/limits.ts";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { getUser } from "../../accounts/users.ts";
import { invalid, unavailable } from "../../errors.ts";
import { endPause, findBounce } from "../../mailing/bounces.ts";
import { planDigest } from "../../mailing/digest.ts";
import { GROUP_MAIL_MODES, loadGroupMail, setGroupMail } from "../../mailing/group-settings.ts";
import { sendTest } from "../../mailing/test-letter.ts";
import { inboundDomain } from "../../mailing/tokens.ts";
import { answer, get, myUser, nothing, patch, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, id, list, parse } from "../shapes.ts";

const values = z.object({
  digest: z.enum(["", "daily", "weekly"]).nullish(),
  quote_private: flag.nullish(),
  event_letters: flag.nullish(),
  event_reminders: z.enum(["", "both", "day", "hour"]).nullish(),
  groups: list(z.object({ id, mode: z.enum(["off", ...GROUP_MAIL_MODES]) }), 200).nullish(),
});

async function show(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const own = await getUser(kith.db, myUser(request).id);
  const { digest, mail_private, event_letters, event_reminders } = readSettings(own);
  const bounce = await findBounce(kith.db, own);
  const groups = await loadGroupMail(kith, own.id);
  return answer({
    sends: kith.mail.configured,
    answers: inboundDomain(kith) !== undefined,
    paused: bounce !== undefined && bounce.paused_at > 0 ? bounce.last_error : null,
    digest,
    quote_private: mail_private,
    event_letters,
    event_reminders,
    groups: groups.map((group) => ({ id: String(group.id), title: group.title, mode: group.mode ?? "off" })),
  });
}

/** What is not named stays. Groups come first: what is said of one that one is not in changes nothing else. */
async function change(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const own = myUser(request);
  const { digest, quote_private, event_letters, event_reminders, groups } = parse(request.body, values);
  for (const { id: group_id, mode } of groups ?? []) await setGroupMail(kith, own, group_id, mode === "off" ? undefined : mode);
  const settings = {
    ...(typeof digest === "string" ? { digest } : {}),
    ...(typeof quote_private === "boolean" ? { mail_private: quote_private } : {}),
    ...(typeof event_letters === "boolean" ? { event_letters } : {}),
    ...(typeof event_reminders === "string" ? { event_reminders } : {}),
  };
  await changeSettings(kith, own, { settings });
  if (typeof digest === "string") await planDigest(kith, own.id);
  return await show(request);
}

const at = "/api/kith/v1/mail";
const [read, write] = [user("read:accounts"), user("write:accounts")];

export const mailRoutes: readonly Route[] = [
  get(at, read, show),
  patch(at, write, change),
  post(`${at}/test`, write, async (request) => {
    const own = myUser(request);
    if (!request.kith.mail.configured) throw invalid("This server sends no letters");
    await assertLimit(request.kith, "reset-password", `test ${own.id}`);
    if (!(await sendTest(request.kith, own))) throw unavailable("The letter could not be sent");
    return nothing;
  }),
  post(`${at}/resume`, write, async (request) => {
    await endPause(request.kith, myUser(request).id);
    return await show(request);
  }),
];
