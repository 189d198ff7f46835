/**
 * Forms that make something, sent twice: by a second click, by reloading, by going back and sending what is still there. The second time leads where the first led.
 *
 * Which form it was tells its token (`access/csrf.ts`), which every page has of its own; where it was sent, and all that it held: whoever goes back and says
 * something else has said something else.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { carryOutOnce } from "../../access/once.ts";
import type { Form } from "./forms.ts";
import type { Answer } from "./respond.ts";
import type { Visit } from "./visit.ts";

/**
 * @param sent the form as it came
 * @param work what is only done the first time, with the visit as it is handed to it
 * @throws Refusal as `carryOutOnce`
 */
export async function once(visit: Visit, sent: Form, work: (visit: Visit) => Promise<Answer>): Promise<Answer> {
  const key = await keyOf(visit, sent);
  return await carryOutOnce(
    visit.kith,
    // Visitors have no account: theirs are the server's, told apart by what binds their forms to their browser.
    { account_id: visit.viewer_id || (await visit.kith.instanceAccount()).id, key },
    { work: async (kith) => await work({ ...visit, kith }), kept: keptOf },
  );
}

/** A page says what is still wrong, unless something has been made all the same; a cookie is for one browser. */
function keptOf(answer: Answer): Answer | undefined {
  if ("html" in answer) return answer.made === undefined ? undefined : { to: answer.made };
  if (!("to" in answer) || (answer.cookies ?? []).length > 0) return undefined;
  const { to, said, day } = answer;
  return { to, ...(said === undefined ? {} : { said }), ...(day === undefined ? {} : { day }) };
}

async function keyOf({ path, session }: Visit, sent: Form): Promise<string> {
  const digest = createHash("sha256");
  // Of those who act for one account each has their own answers, as in the API.
  digest.update(JSON.stringify([session?.member?.account_id ?? 0, path, [...sent.fields]]));
  for (const [name, { bytes, path: from }] of sent.files) {
    digest.update(`\n${name}\n`);
    if (from === undefined) digest.update(bytes);
    else for await (const part of createReadStream(from)) digest.update(part as Buffer);
  }
  return `form ${digest.digest("base64url")}`;
}
