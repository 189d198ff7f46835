/** The code of a database's error: SQLite's (`SQLITE_BUSY`), PostgreSQL's (appendix A, `40001`), or the network's; "" for what has none. */
export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
