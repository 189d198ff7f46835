/** What follows when somebody is owed a letter. Letters go a few at a time, behind all other work; what writes them is read when the first is due. */
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";

export const mailEffects: Consequences = Object.freeze({
  "digest.due": {
    later: {
      letter: {
        run: whenCalled(async () => (await import("../mailing/digest-letter.ts")).sendDigest),
        priority: 2,
        lane: ({ user_id }) => `letters/${user_id}`,
      },
    },
  },
  "group_mail.due": {
    later: {
      letter: {
        run: whenCalled(async () => (await import("../mailing/group-letter.ts")).sendGroupMail),
        priority: 2,
        lane: ({ account_id }) => `letters/${account_id}`,
      },
    },
  },
});
