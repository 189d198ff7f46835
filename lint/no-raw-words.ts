/**
 * SQL that is written out says which rows it finds, never what stands in them: those who act for an account without reading its private messages are kept from these
 * by conditions that are added to queries that are built (`src/db/narrowed.ts`), and nothing is added to a text. It finds ids, counts and dates; words are looked up
 * by a query that is built. For the same reason it inserts no messages (`src/db/guarded.ts`).
 */
import type { NodeOf, Rule } from "./rule.ts";

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
};
/** Tables to which nobody writes without being looked at. */
const GUARDED =
  /\b(?:insert\s+into|replace\s+into)\s+"?(?:statuses|chats|chat_members|chat_lines|group_invitations|friend_requests|recommendations|event_rsvps|drafts|scheduled_statuses|recurring_statuses)\b/i;

const TABLE = new RegExp(
  `\\b(?:from|join|using|,)\\s+"?(${Object.keys(WORDS).join("|")})"?(?:\\s+as)?(?:\\s+(?!on\\b|where\\b|join\\b|left\\b|inner\\b|cross\\b|order\\b|group\\b|limit\\b|union\\b|set\\b|using\\b|for\\b|returning\\b)([a-z_]\\w*))?`,
  "gi",
);

/** Types are called alike; and how long something is, how many there are, and whether it is empty tells no words. */
const UNTELLING =
  /\bas\s+text\b|::text\b|\b(?:octet_)?length\(\s*[\w.]+\s*\)|\bcount\(\s*[\w.*]*\s*\)|\b(?:\w+\.)?\w+\s*(?:=|<>)\s*''(?!')/gi;

/** Which words a text of SQL reads, as `table.column`; undefined for none. */
export function wordsRead(text: string): string | undefined {
  const told = text.replace(UNTELLING, "_");
  for (const [, table = "", alias] of told.matchAll(TABLE)) {
    const name = alias ?? table;
    const columns = WORDS[table.toLowerCase()] ?? [];
    const own = new RegExp(`(?:^|[^\\w."])(?:"?${name}"?\\.)?"?(${columns.join("|")})"?(?![\\w(.])|\\b${name}\\.\\*`, "i").exec(
      told,
    );
    const all = new RegExp(`\\bselect\\s+(?:distinct\\s+)?\\*\\s+from\\s+"?${table}\\b`, "i").test(told);
    if (own !== null || all) return `${table}.${own?.[1] ?? "*"}`;
  }
  return undefined;
}

const isSql = ({ tag }: NodeOf<"TaggedTemplateExpression">): boolean => tag.type === "Identifier" && tag.name === "sql";

export const noRawWords: Rule = {
  create(context) {
    return {
      TaggedTemplateExpression(node) {
        if (!isSql(node)) return;
        const text = context.sourceCode.getText(node);
        const words = wordsRead(text);
        if (words !== undefined)
          context.report({
            node,
            message: `Written SQL reads ${words}, which may be private: let it find ids, and look the words up by a query that is built (src/db/narrowed.ts).`,
          });
        if (GUARDED.test(text))
          context.report({
            node,
            message:
              "Written SQL inserts what may be private: build it with Kysely, so that the gate sees it (src/db/guarded.ts).",
          });
      },
    };
  },
};
