/** Files of other servers that are kept for a while. Columns as in `migrations/`; a test compares them. */

export interface RemoteFilesTable {
  key: string;
  file: string;
  mime_type: string;
  bytes: number;
  failures: number;
  retry_at: number;
  used_at: number;
}

export interface MediaTables {
  remote_files: RemoteFilesTable;
}
