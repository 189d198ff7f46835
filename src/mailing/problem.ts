/** Says to somebody, once, that what they wrote does not stand. */
import type { Email } from "postal-mime";
import { hashSecret } from "../access/secrets.ts";
import { localeOfUser } from "../access/language.ts";
import type { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { AUTOMATIC, sendTo } from "./send.ts";
import type { Token } from "./tokens.ts";

const DAY = 86_400_000;

/** At most one a day of each problem for each address that they write to, however often they do. It has no way back: an answer to it would be a loop. */
export async function answerProblem(
  kith: Kith,
  token: Token,
  problem: Refusal | "expired" | "empty",
  email: Email,
): Promise<void> {
  const { user, purpose, thing } = token;
  const what = typeof problem === "string" ? problem : problem.message;
  const key = hashSecret(`problem ${user.id} ${purpose} ${thing} ${Math.floor(kith.now() / DAY)} ${what}`);
  const fresh = await kith.write(
    async (tx) =>
      await tx
        .insertInto("mail_seen")
        .values({ key, seen_at: kith.now() })
        .onConflict((oc) => oc.doNothing())
        .returning("key")
        .executeTakeFirst(),
  );
  if (fresh === undefined) return;
  const { t, refusal } = localeOfUser(kith, user);
  const reason = typeof problem === "string" ? t(`mail.problem_${problem}`) : refusal(problem.message);
  const about = (email.subject ?? "").replace(/\s+/g, " ").slice(0, 100);
  const answered = email.messageId;
  await sendTo(kith, user, {
    subject: t("mail.problem_subject", { title: kith.instance.title }),
    text: `${t("mail.problem", { about, reason })}\n\n${kith.instance.origin}\n`,
    return_path: "",
    headers: { ...AUTOMATIC, "Auto-Submitted": "auto-replied" },
    ...(answered !== undefined && /^<[^<>\s]{1,250}>$/.test(answered) ? { in_reply_to: answered, references: [answered] } : {}),
  }).catch((error: unknown) => kith.log.warning("a letter about a letter was not sent: {error}", { error }));
}
