/** What this program does with people's data, said by itself; HTML. */
import type { Instance } from "../config.ts";
import { escapeHtml } from "../html.ts";

export const privacyPolicy = ({ title, contact_email }: Instance): string =>
  [
    `<p>${escapeHtml(title)} keeps what you give it: your username, e-mail address and password (as a hash), your profile, posts, media, and what you follow, favour, keep, mute, block and filter.</p>`,
    "<p>Posts are shown to those whom you address. Public posts can be seen by everybody; other servers that receive a post keep a copy, and may not honour its deletion. Direct messages are not encrypted.</p>",
    "<p>Where you log in from (address and browser) is kept with each session until you end it, and the addresses from which you signed up and logged in for a year, to protect your account and this server. Pictures lose what cameras write into them. There are no trackers, advertisements or third parties.</p>",
    contact_email === "" ? "" : `<p>Questions: ${escapeHtml(contact_email)}</p>`,
  ].join("");
