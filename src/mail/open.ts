/** Mail, behind `kith.mail`. Without a server configured nothing is sent, and callers know by `configured`. */
import { randomUUID } from "node:crypto";
import type { Transporter } from "nodemailer";
import { lazy } from "../lazy.ts";

export type Letter = {
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** Who it is from, when it is not the server; the address stays the server's own. */
  from_name?: string;
  reply_to?: string;
  /** With their angle brackets; `references` the oldest first. */
  message_id?: string;
  in_reply_to?: string;
  references?: readonly string[];
  headers?: Readonly<Record<string, string>>;
  /** Where it comes back to when it cannot be delivered; "" for letters that must not come back (RFC 5321, 4.5.5). */
  return_path?: string;
};
/** A letter that is kept before it goes: by its name a second copy is known for one. `tells_of`: accounts that it names or quotes. */
export type KeptLetter = Omit<Letter, "to"> & { message_id: string; tells_of?: readonly number[] };
/** What a letter is called: the same for each attempt to send it, so that whoever gets it twice sees one. @param name of letters, digits and dots, the same for no other */
export const letterName = (origin: string, name: string): string => `<${name}@${new URL(origin).hostname}>`;

export type Mail = { readonly configured: boolean; send(letter: Letter): Promise<void> };

/** Why a mail server does not take a letter. `hard`: it never will (5xx). */
export class MailRefused extends Error {
  readonly hard: boolean;
  constructor(message: string, hard: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "MailRefused";
    this.hard = hard;
  }
}

/** @param url `smtp://user:password@host:587`, or empty for none */
export function openMail(url: string, from: string): Mail {
  const open = lazy(async () => await import("nodemailer"));
  return {
    configured: url !== "",
    async send(letter) {
      if (url === "") throw new Error("no mail server is configured");
      // Whom nobody logs in as has no address: the account of a team.
      if (letter.to === "") return;
      const { createTransport } = await open();
      const transport = createTransport(url, { from });
      try {
        await sendBy(transport, letter, from);
      } finally {
        transport.close();
      }
    },
  };
}

async function sendBy(transport: Transporter, letter: Letter, from: string): Promise<void> {
  const { to, subject, text, html, from_name, reply_to, message_id, in_reply_to, references, headers, return_path } = letter;
  await transport
    .sendMail({
      to,
      subject: oneLine(subject),
      text,
      ...(html === undefined ? {} : { html }),
      ...(from_name === undefined ? {} : { from: { name: oneLine(from_name), address: addressIn(from) } }),
      ...(reply_to === undefined ? {} : { replyTo: reply_to }),
      messageId: message_id ?? nameFrom(from),
      ...(in_reply_to === undefined ? {} : { inReplyTo: in_reply_to }),
      ...(references === undefined ? {} : { references: [...references] }),
      ...(headers === undefined ? {} : { headers: { ...headers } }),
      ...(return_path === undefined ? {} : { envelope: { from: return_path, to } }),
      // What is in a letter is a text of ours: nothing in it names a file or a page.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    .catch((error: unknown) => {
      const code = (error as { responseCode?: number }).responseCode;
      if (code === undefined) throw error;
      const message = error instanceof Error ? error.message : String(error);
      // Only the answer to RCPT is about the address; others are about us.
      const about = (error as { command?: string }).command === "RCPT TO";
      throw new MailRefused(message, code >= 500 && about, { cause: error });
    });
}

/** Names are what people call themselves: no line of a header ends in one. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, " ").trim();

/** Of a letter that is sent once, whatever it comes back to: without it, one with an empty return path would be called after `localhost`. */
const nameFrom = (from: string): string | undefined => {
  const host = addressIn(from).split("@").at(-1);
  return host === undefined || host === "" ? undefined : `<${randomUUID()}@${host}>`;
};

/** `a@b` of `Somebody <a@b>`. */
const addressIn = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
