/** The forms of a page, read as a browser without scripts reads them. */

export type Control = { name: string; type: string; maxlength: number; value: string };
/** A form of a page that is sent by POST; `buttons` that say something, as `name=value`. */
export type SentForm = { action: string; files: boolean; controls: Control[]; buttons: [name: string, value: string][] };

const unescaped = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s>/]|$)`).exec(tag);
  return found === null ? undefined : unescaped(found[1] ?? "");
};

const TYPED = ["text", "email", "search", "password", "url", "number", "datetime-local", "date"];

/** The forms of a page; only those that hold something to be typed or chosen, unless all are asked for. */
export function formsOf(text: string, all = false): SentForm[] {
  const main = text.replace(/^[\s\S]*?<main/, "<main");
  return [...main.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, head = "", body = ""]) => {
    if (attribute(head, "method") !== "post") return [];
    const controls = [...body.matchAll(/<(input|textarea|select)\b([^>]*)>(?:\n?([^<]*)<\/textarea>)?/g)].map(
      ([, kind = "", tag = "", words = ""]): Control => {
        const type = kind === "input" ? (attribute(tag, "type") ?? "text") : kind;
        const value = kind === "textarea" ? unescaped(words) : (attribute(tag, "value") ?? "");
        // Whose password it is, for those who keep passwords: nobody types it.
        if (attribute(tag, "readonly") !== undefined || (attribute(tag, "autocomplete") === "username" && value !== ""))
          return { name: "", type, value, maxlength: 0 };
        const on = !["checkbox", "radio"].includes(type) || attribute(tag, "checked") !== undefined;
        return {
          name: on ? (attribute(tag, "name") ?? "") : "",
          type,
          value,
          maxlength: Number(attribute(tag, "maxlength") ?? 0),
        };
      },
    );
    const buttons = [...body.matchAll(/<button\b([^>]*)>/g)].flatMap(([, tag = ""]): [string, string][] => {
      const name = attribute(tag, "name");
      return name === undefined ? [] : [[name, attribute(tag, "value") ?? ""]];
    });
    const given = controls.filter(({ name }) => name !== "" && name !== "csrf");
    if (!all && !given.some(isTyped)) return [];
    return [{ action: attribute(head, "action") ?? "", files: head.includes("multipart/form-data"), controls: given, buttons }];
  });
}

export const isTyped = ({ type }: Control): boolean => type === "textarea" || TYPED.includes(type);
