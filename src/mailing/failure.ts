/**
 * What a letter that has come back says of why: a report (RFC 3464), or the words of servers that write none, Exim's older ones and qmail's (QSBMF).
 *
 * Only what has been given up is a failure: that a letter is late, or has arrived, or was handed on, is none.
 */
import type { Email } from "postal-mime";

/** `hard`: the address will never take a letter; else it may some day. */
export type Failure = { why: string; hard: boolean };

const MOST = 20_000;
/** Of what a server has said. */
const MOST_OF_REASON = 300;

/** Undefined when nothing has failed, or nobody knows what it says. */
export function failureOf(email: Email): Failure | undefined {
  const reports = email.attachments.filter(({ mimeType }) => /^message\/(?:global-)?delivery-status$/.test(mimeType));
  const text = email.text?.slice(0, MOST) ?? "";
  if (reports.length > 0) return failureIn(reports.map(({ content }) => asText(content)).join("\n\n"));
  return failureIn(text) ?? failureInWords(email, text);
}

const asText = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === "string" ? content.slice(0, MOST) : Buffer.from(content as ArrayBuffer).toString("utf8", 0, MOST);

/** A group of fields is about one recipient; the first is about the letter (2.1). */
function failureIn(report: string): Failure | undefined {
  const groups = report.replaceAll(/\r\n?/g, "\n").split(/\n[ \t]*\n/);
  const recipients = groups.map(fieldsOf).filter((fields) => fields.has("action"));
  const actions = recipients.map((fields) => (/^[a-z]+/i.exec(fields.get("action") ?? "")?.[0] ?? "").toLowerCase());
  // An alias there, of which one end does not work while another does, is no wrong address.
  if (actions.some((action) => ["delivered", "relayed", "expanded"].includes(action))) return undefined;
  const fields = recipients[actions.indexOf("failed")];
  if (fields === undefined) return undefined;
  const said = (fields.get("diagnostic-code") ?? "").slice(0, MOST_OF_REASON);
  const status = /^[45]\.\d{1,3}\.\d{1,3}/.exec(fields.get("status") ?? "")?.[0] ?? "";
  const kind = status === "" ? kindOf(said) : status.slice(0, 1);
  return kind === undefined ? undefined : { why: said || status, hard: kind === "5" };
}

/** By their names in small letters, the first of each; what goes on in the next line is put together (RFC 5322, 2.2.3). */
function fieldsOf(group: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of group.replaceAll(/\n[ \t]+/g, " ").split("\n")) {
    const [, name = "", value = ""] = /^([\w-]{1,60}):\s*(.*)$/.exec(line.trim()) ?? [];
    if (name !== "" && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
  }
  return fields;
}

/** "4" or "5", of what one server has answered another. */
const kindOf = (said: string): string | undefined =>
  /\b([45])\.\d{1,3}\.\d{1,3}\b/.exec(said)?.[1] ?? /(?:^|[\s:;])([45])\d\d[ -]/.exec(said)?.[1];

/** Servers that say it to people alone: nobody else has the address that such a letter comes to. */
function failureInWords({ headers }: Email, text: string): Failure | undefined {
  const exim = headers.some(({ key }) => key === "x-failed-recipients");
  const qmail = /^Hi\. This is the (?:qmail-send|deliver) program\b/im.test(text);
  if (!exim && !qmail) return undefined;
  // The letter itself follows below, and says what it likes.
  const [before = ""] = text.split(/^-{3,} (?:This is a copy|Below this line)/im);
  const reason = before.split("\n").find((line) => kindOf(line) !== undefined);
  return { why: (reason ?? "").trim().slice(0, MOST_OF_REASON), hard: kindOf(reason ?? "") !== "4" };
}
