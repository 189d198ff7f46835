/**
 * SQL that is written out says which rows it finds, never what stands in them: those who act for an account without reading its private messages are kept from these
 * by conditions that are added to queries that are built (`src/db/narrowed.ts`), and nothing is added to a text. It finds ids, counts and dates; words are looked up
 * by a query that is built. For the same reason it inserts no messages, nor makes any (`src/db/guarded.ts`). Which tables that is about is taken from the rules
 * themselves (`src/teams/discreet.ts`), and a text is judged as it will be, as far as that is known (`raw-sql.ts`).
 */
import { RULED } from "../src/teams/discreet.ts";
import { isSql, textOf, UNKNOWN } from "./raw-sql.ts";
import type { Context, NodeOf, Rule } from "./rule.ts";

/** What people said, by the tables in which it stands. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  statuses: ["content", "text", "spoiler_text", "title"],
  status_edits: ["content", "text", "spoiler_text"],
  status_words: ["words", "text"],
  drafts: ["params"],
  scheduled_statuses: ["params"],
  recurring_statuses: ["params"],
  chats: ["name", "picture"],
  chat_lines: ["name"],
  event_rsvps: ["message"],
  recommendations: ["content", "document"],
};
/** Of tables with a rule, those in which nothing is said. */
const SILENT: readonly string[] = [
  "notifications",
  "conversation_members",
  "chat_members",
  "chat_statuses",
  "kept_messages",
  "friend_requests",
  "group_invitations",
];
/** What a rule looks at to know whether a row is private: that is decided by what is built. */
const DECIDING: readonly string[] = ["visibility", "params", "message"];

/** Tables with a rule of which nobody has said here what is in them. */
export const unjudged = (): string[] =>
  [...RULED.read, ...RULED.written].filter((table) => !Object.hasOwn(WORDS, table) && !SILENT.includes(table));

const written = [...RULED.written, UNKNOWN].join("|");
/** Tables to which nobody writes without being looked at. */
const INSERTS = new RegExp(String.raw`\b(?:insert(?:\s+or\s+\w+)?|replace|merge)\s+into\s+(?:"?\w+"?\.)?"?(?:${written})\b`, "i");
const CHANGES = new RegExp(
  String.raw`\bupdate\s+(?:"?\w+"?\.)?"?(?:${written})"?\s[^;]*?\bset\b(?:(?!\bwhere\b)[^;])*?[\s,"](?:${DECIDING.join("|")})"?\s*=`,
  "i",
);

const ALL = [...new Set(Object.values(WORDS).flat())];
const TABLE = new RegExp(
  `\\b(?:from|join|using|,)\\s+(?:"?(?:main|public)"?\\.)?"?(${[...Object.keys(WORDS), UNKNOWN].join("|")})"?(?:\\s+as)?(?:\\s+(?!on\\b|where\\b|join\\b|left\\b|inner\\b|cross\\b|order\\b|group\\b|limit\\b|union\\b|set\\b|using\\b|for\\b|returning\\b)([a-z_]\\w*))?`,
  "gi",
);

/** Types are called alike; and how long something is, how many there are, whether it is empty and which rows a search finds tells no words. */
const UNTELLING =
  /\bas\s+text\b|\b(?:\w+\.)?\w+\s*@@|::text\b|\b(?:octet_)?length\(\s*[\w.]+\s*\)|\bcount\(\s*[\w.*]*\s*\)|\b(?:\w+\.)?\w+\s*(?:=|<>)\s*''(?!')/gi;

/** Which words a text of SQL reads, as `table.column`; undefined for none. */
export function wordsRead(text: string): string | undefined {
  const told = text.replace(UNTELLING, "_");
  for (const [, table = "", alias] of told.matchAll(TABLE)) {
    const name = alias ?? table;
    const columns = WORDS[table.toLowerCase()] ?? ALL;
    // In a table that is not known, only what is said to be of it: others stand beside it.
    const start = table === UNKNOWN ? `(?:^|[^\\w."])"?${name}"?\\.` : `(?:^|[^\\w."])(?:"?(?:${name}|${UNKNOWN})"?\\.)?`;
    const own = new RegExp(`${start}"?(${columns.join("|")})"?(?![\\w(.])|\\b${name}\\.\\*`, "i").exec(told);
    const all = new RegExp(`\\bselect\\s+(?:distinct\\s+)?\\*\\s+from\\s+(?:"?\\w+"?\\.)?"?${table}\\b`, "i").test(told);
    if (own !== null || all) return `${table}.${own?.[1] ?? "*"}`;
  }
  return undefined;
}

function judge(context: Context, node: NodeOf<"TaggedTemplateExpression">): void {
  const text = textOf(context, node);
  const words = wordsRead(text);
  if (words !== undefined)
    context.report({
      node,
      message: `Written SQL reads ${words}, which may be private: let it find ids, and look the words up by a query that is built (src/db/narrowed.ts).`,
    });
  if (INSERTS.test(text) || CHANGES.test(text))
    context.report({
      node,
      message: "Written SQL writes what may be private: build it with Kysely, so that the gate sees it (src/db/guarded.ts).",
    });
}

const UNSEEN =
  "What SQL this becomes is known to nobody who reads it: write it as sql`…` (what may be private is looked for in its text).";

export const noRawWords: Rule = {
  create(context) {
    return {
      TaggedTemplateExpression(node) {
        if (isSql(node)) judge(context, node);
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || callee.property.type !== "Identifier")
          return;
        // Tables and indexes are made by texts that migrations give.
        const making = /[\\/]src[\\/]db[\\/]migrate/.test(context.filename);
        if (callee.object.name === "sql" && callee.property.name === "raw" && !making) context.report({ node, message: UNSEEN });
      },
      ImportSpecifier(node) {
        const { imported, local } = node;
        if (imported.type === "Identifier" && imported.name === "sql" && local.name !== "sql")
          context.report({ node, message: UNSEEN });
      },
    };
  },
};
