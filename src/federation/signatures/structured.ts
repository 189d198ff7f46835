// The sliver of structured fields (RFC 8941) that RFC 9421 signatures are written in: a dictionary with a single member.

export type SignatureInput = {
  label: string;
  /** Names of the covered components, in order. */
  components: string[];
  params: Map<string, string | number | boolean>;
  /** The member's value as received; it is signed itself, as `@signature-params`. */
  raw: string;
};

const LABEL = /^[ \t]*([a-z*][a-z0-9_.*-]{0,63})=/;
const COMPONENT = / *"([^"\\]{1,256})"(?=[ )])/y;
const PARAMETER =
  / *; *([a-z*][a-z0-9_.*-]*)(?:=(?:"((?:[^"\\]|\\["\\])*)"|(-?\d{1,12})(?![.\d])|([A-Za-z*][^\s;,"()]*)|\?([01])))?/y;

/**
 * Reads a `Signature-Input` header. Undefined if it is malformed, has more or less than one member, says anything twice, or has components
 * with parameters (`;req`, `;sf`, …): nobody needs those here, and what is not understood is not believed.
 */
export function parseSignatureInput(header: string): SignatureInput | undefined {
  const label = header.length > 8192 ? null : LABEL.exec(header);
  if (label === null) return undefined;
  const start = label[0].length;
  const list = parseComponents(header, start);
  if (list === undefined) return undefined;
  const params = new Map<string, string | number | boolean>();
  let end = list.end;
  for (;;) {
    PARAMETER.lastIndex = end;
    const match = PARAMETER.exec(header);
    if (match === null) break;
    const [whole, name = "", text, number, token, flag] = match;
    if (params.has(name)) return undefined;
    params.set(name, text?.replace(/\\(.)/g, "$1") ?? (number === undefined ? (token ?? flag !== "0") : Number(number)));
    end += whole.length;
  }
  if (header.slice(end).trim() !== "") return undefined;
  return { label: label[1] ?? "", components: list.components, params, raw: header.slice(start, end) };
}

function parseComponents(header: string, start: number): { components: string[]; end: number } | undefined {
  if (header[start] !== "(") return undefined;
  const components: string[] = [];
  let end = start + 1;
  for (;;) {
    COMPONENT.lastIndex = end;
    const match = COMPONENT.exec(header);
    if (match === null) break;
    components.push(match[1] ?? "");
    end += match[0].length;
  }
  while (header[end] === " ") end += 1;
  if (header[end] !== ")" || components.length > 32 || new Set(components).size !== components.length) return undefined;
  return { components, end: end + 1 };
}

/** The bytes of a `Signature` header's only member, if it has this label. */
export function parseSignature(header: string, label: string): Buffer | undefined {
  if (header.length > 8192) return undefined;
  const [, name, value = ""] = /^[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]+={0,2}):[ \t]*$/.exec(header) ?? [];
  return name === label ? Buffer.from(value, "base64") : undefined;
}
