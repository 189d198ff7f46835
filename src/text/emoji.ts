/** Emoji of Unicode: which text is exactly one. */

const LONGEST = 64;

/**
 * The emoji that a text is, in one spelling: with its variation selector where it needs one to be a picture. Undefined for anything else, and for
 * more than one.
 */
export function toEmoji(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  if (/^\p{RGI_Emoji}$/v.test(text)) return text;
  const whole = `${text.replaceAll("\uFE0F", "")}\uFE0F`;
  return /^\p{RGI_Emoji}$/v.test(whole) || /^\p{Extended_Pictographic}\uFE0F$/u.test(whole) ? whole : undefined;
}
