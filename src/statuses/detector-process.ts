/** The process that `detector.ts` starts: answers each text with its language until its parent is gone. */
import { eld } from "eld/extrasmall";
import type { Found } from "./detector.ts";

process.on("message", ({ id, text }: { id: number; text: string }) => {
  const found = eld.detect(text);
  const answer: Found = { id, language: found.isReliable() ? found.language : "" };
  process.send?.(answer);
});
