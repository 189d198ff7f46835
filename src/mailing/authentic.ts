/** Whether a letter is what it says, as far as its headers and the mail server before us tell. */
import type { Email } from "postal-mime";
import type { Kith } from "../kith.ts";

const allOf = ({ headers }: Email, name: string): string[] =>
  headers.filter(({ key }) => key === name).map(({ value }) => value.trim());
const first = (email: Email, name: string): string => allOf(email, name)[0]?.toLowerCase() ?? "";

/** How programs that say nothing in a header begin the subject of an answer for somebody who is away. Nobody is to read in public that a house is empty. */
const AWAY =
  /^(?:automatic reply|auto-?reply|out of (?:the )?office|automatische antwort|abwesenheitsnotiz|abwesend|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|自動応答|自動返信|不在通知)(?:\s?[:：]|$)/i;

/**
 * Whether a program wrote it: an answer for somebody who is away, a letter that came back, a list. Nothing is ever said to those, or two programs would talk
 * for ever (RFC 3834).
 */
export function isAutomatic(email: Email, from: string): boolean {
  const author = email.from?.address?.toLowerCase() ?? "";
  const submitted = first(email, "auto-submitted");
  return (
    from === "" ||
    (submitted !== "" && !submitted.startsWith("no")) ||
    /^(?:bulk|junk|list|auto_reply)\b/.test(first(email, "precedence")) ||
    ["list-id", "x-autoreply", "x-autorespond", "x-auto-reply-from", "x-auto-response-suppress", "x-failed-recipients"].some(
      (name) => allOf(email, name).length > 0,
    ) ||
    AWAY.test((email.subject ?? "").trim()) ||
    /^multipart\/report\b/.test(first(email, "content-type")) ||
    /^(?:mailer-daemon|postmaster|noreply|no-reply)@/.test(author)
  );
}

/** How many addresses a header names. */
export type CountAddresses = (header: string) => number;

/** The address that it is from, in small letters: undefined when there is not exactly one. */
export function senderOf(email: Email, count: CountAddresses): string | undefined {
  const [from, ...more] = allOf(email, "from");
  if (from === undefined || more.length > 0 || count(from) !== 1) return undefined;
  const address = email.from?.address?.trim().toLowerCase();
  return address !== undefined && /^[^\s@<>,]{1,64}@[^\s@<>,]{1,253}$/.test(address) ? address : undefined;
}

/**
 * Whether the mail server before us has found that the sender's domain stands by it: by DMARC, or a DKIM signature or SPF of that very domain. True where
 * none is configured to say it. Only the topmost header that names that server counts: it removes those that it has not written (RFC 8601, 5).
 */
export function isProven({ instance }: Kith, email: Email, sender: string): boolean {
  const id = instance.mail.inbound?.authserv_id.toLowerCase() ?? "";
  if (id === "") return true;
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  const said = allOf(email, "authentication-results")
    .map((value) => value.toLowerCase().replace(/\([^()]*\)/g, " "))
    .find((value) => (/^\s*([^\s;]+)/.exec(value)?.[1] ?? "") === id);
  if (said === undefined) return false;
  const aligned = (name: string | undefined): boolean =>
    name !== undefined && (name === domain || domain.endsWith(`.${name}`)) && name.includes(".");
  return said.split(";").some((result) => {
    if (/^\s*dmarc\s*=\s*pass\b/.test(result)) return aligned(/\bheader\.from\s*=\s*"?([^\s"]+)/.exec(result)?.[1]);
    if (/^\s*dkim\s*=\s*pass\b/.test(result)) return aligned(/\bheader\.d\s*=\s*"?@?([^\s"]+)/.exec(result)?.[1]);
    if (/^\s*spf\s*=\s*pass\b/.test(result)) return aligned(/\bsmtp\.mailfrom\s*=\s*"?(?:[^\s"@]*@)?([^\s"]+)/.exec(result)?.[1]);
    return false;
  });
}
