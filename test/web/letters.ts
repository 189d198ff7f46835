/** A letter box in place of a mail server: what an instance has sent. */
import type { Letter } from "../../src/mail/open.ts";
import type { Site } from "./site.ts";

export type LetterBox = { letters: Letter[]; linkIn: (to: string) => string };

/** From now on the instance sends its letters here. `linkIn`: path and query of the link in the newest letter to an address. */
export function letterBox({ kith }: Pick<Site, "kith">): LetterBox {
  const letters: Letter[] = [];
  Object.assign(kith.mail, { configured: true, send: async (letter: Letter) => void letters.push(letter) });
  return {
    letters,
    linkIn: (to) => {
      const text = letters.findLast((letter) => letter.to === to)?.text ?? "";
      const { pathname, search } = new URL(/https:\S+\?token=\S+/.exec(text)?.[0] ?? "https://none.test/");
      return pathname + search;
    },
  };
}
