/** Mail, behind `kith.mail`. Without a server configured nothing is sent, and callers know by `configured`. */

export type Letter = { to: string; subject: string; text: string };
export type Mail = { readonly configured: boolean; send(letter: Letter): Promise<void> };

/** @param url `smtp://user:password@host:587`, or empty for none */
export function openMail(url: string, from: string): Mail {
  return {
    configured: url !== "",
    async send({ to, subject, text }) {
      if (url === "") throw new Error("no mail server is configured");
      const { createTransport } = await import("nodemailer");
      const transport = createTransport(url, { from });
      try {
        await transport.sendMail({ to, subject, text });
      } finally {
        transport.close();
      }
    },
  };
}
