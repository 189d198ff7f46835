/** A refusal in the words of a form: what is wrong with which field, and what to do about it. */
import { Refusal } from "../errors.ts";
import type { Problems } from "../../views/context.ts";

/** By field and by the error that the domain names. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  username: {
    ERR_BLANK: "Choose a user name.",
    ERR_TOO_LONG: "This name is too long: at most 30 characters.",
    ERR_INVALID: "Use letters (a to z), digits and _ only.",
    ERR_RESERVED: "This name is kept for the server: choose another.",
    ERR_TAKEN: "Somebody has this name already: choose another.",
  },
  email: {
    ERR_BLANK: "Enter your e-mail address.",
    ERR_INVALID: "This is not a whole e-mail address, such as mia@example.org.",
  },
  password: {
    ERR_BLANK: "Choose a password.",
    ERR_TOO_SHORT: "This is too short: at least 8 characters.",
    ERR_TOO_LONG: "This is too long: at most 256 characters.",
  },
};

/** What the domain says in the API's words, for people. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/Text can't be blank/, "Write something, or add a picture."],
  [/Text character limit of (\d+) exceeded/, "This is too long: at most $1 characters, the warning included."],
  [/file size must be less/, "This picture is too large: choose a smaller file."],
  [
    /content type is invalid|could not be read as an image/,
    "This file is no picture that can be read here: choose a JPEG, PNG, GIF, WebP, AVIF or HEIC.",
  ],
  [/too many pixels/, "This picture has too many pixels: make it smaller first."],
  [/Description is too long.*?(\d+)/, "A description is too long: at most $1 characters."],
  [/Display name is too long.*?(\d+)/, "Your name is too long: at most $1 characters."],
  [/Bio is too long.*?(\d+)/, "What you write about yourself is too long: at most $1 characters."],
  [/Field label can't be blank/, "A fact has a text but no label."],
  [/(?:avatar|header) is too large/, "This picture is too large: at most 8 MB."],
  [/vote option does not exist/, "Choose an option first, then vote."],
  [/pinned the maximum/, "You have pinned as many posts as fit: unpin another first."],
  [/reply to does not appear/, "The post that you answer is gone, or you cannot see it any more."],
  [/Invalid E-mail address or password/, "Name and password do not fit together. Check both and try again."],
  [/pending approval/, "Somebody still has to read your request to join. You will hear by e-mail."],
  [/missing a confirmed/, "Confirm your e-mail address first: open the link in the letter that we sent you."],
  [
    /currently disabled/,
    "This account has been disabled. Write to the people who run this server if you think that is a mistake.",
  ],
];

/** A refusal's sentence without its formal beginning. */
export function plainWords(message: string): string {
  const bare = message.replace(/^Validation failed: /, "");
  for (const [pattern, words] of SENTENCES) {
    const found = pattern.exec(bare);
    if (found !== null) return words.replace("$1", found[1] ?? "");
  }
  return /[.!?]$/.test(bare) ? bare : `${bare}.`;
}

/**
 * What a form shows for an error.
 *
 * @param field to which what names no field belongs; "" is the whole form
 * @throws the error itself, when it is no refusal that a form can show
 */
export function problemsOf(error: unknown, field = ""): Problems {
  if (!(error instanceof Refusal) || !["invalid", "conflict", "forbidden", "missing", "unavailable"].includes(error.kind))
    throw error;
  const details = Object.entries(error.details ?? {});
  if (details.length === 0) return { [field]: plainWords(error.message) };
  return Object.fromEntries(
    details.map(([name, [first]]) => [
      name,
      WORDS[name]?.[first?.error ?? ""] ?? `This ${first?.description ?? "is not right"}.`,
    ]),
  );
}
