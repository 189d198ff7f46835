/** What a check of the doctor's finds; `text` says what is so and, if it is wrong, the next step. A note is worth knowing and not wrong. */
export type Finding = { about: string; state: "ok" | "note" | "wrong"; text: string };
