/** Each step is run once, in order; `user_version` counts those done. Never change a step that was released: add one. */
export const MIGRATIONS = [
  `CREATE TABLE meta (
     key TEXT PRIMARY KEY,
     value BLOB NOT NULL
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE room (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     epoch TEXT NOT NULL,
     last_seq INTEGER NOT NULL,
     last_time INTEGER NOT NULL DEFAULT 0,
     lossy_seq INTEGER NOT NULL DEFAULT 0,
     pruned_seq INTEGER NOT NULL DEFAULT 0,
     claimed INTEGER NOT NULL DEFAULT 0
   ) STRICT;

   CREATE TABLE message (
     room_id INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     sender_id TEXT NOT NULL,
     sender TEXT NOT NULL,
     client_id BLOB NOT NULL,
     content TEXT NOT NULL,
     create_time INTEGER NOT NULL,
     delete_time INTEGER,
     PRIMARY KEY (room_id, seq)
   ) STRICT, WITHOUT ROWID;

   -- The room first: retention takes away a room's oldest, which then lie together here as they do in the table.
   CREATE UNIQUE INDEX message_once ON message (room_id, client_id, sender_id);`,

  // An empty room name stands for all rooms: NULLs are never equal to each other in a key.
  `CREATE TABLE sanction (
     user_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     room TEXT NOT NULL,
     until INTEGER,
     reason TEXT,
     actor TEXT NOT NULL,
     create_time INTEGER NOT NULL,
     PRIMARY KEY (user_id, kind, room)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sanction_room ON sanction (room);

   CREATE TABLE audit (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     time INTEGER NOT NULL,
     action TEXT NOT NULL,
     actor TEXT NOT NULL,
     room TEXT,
     user_id TEXT,
     seq INTEGER,
     until INTEGER,
     reason TEXT
   ) STRICT;
   CREATE INDEX audit_room ON audit (room, id);
   CREATE INDEX audit_user ON audit (user_id, id);

   CREATE TABLE report (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     room TEXT NOT NULL,
     seq INTEGER NOT NULL,
     sender_id TEXT NOT NULL,
     sender TEXT NOT NULL,
     content TEXT NOT NULL,
     message_time INTEGER NOT NULL,
     reporter_id TEXT NOT NULL,
     reason TEXT NOT NULL,
     create_time INTEGER NOT NULL,
     resolver TEXT,
     resolve_time INTEGER,
     verdict TEXT,
     UNIQUE (room, seq, reporter_id)
   ) STRICT;
   CREATE INDEX report_open ON report (id) WHERE resolve_time IS NULL;`,

  // By name, as sanctions are: a room that stores nothing can be slowed too.
  `CREATE TABLE slow_room (
     room TEXT PRIMARY KEY,
     seconds REAL NOT NULL
   ) STRICT, WITHOUT ROWID;`,

  `CREATE TABLE known_name (
     folded TEXT NOT NULL,
     user_id TEXT NOT NULL,
     time INTEGER NOT NULL,
     PRIMARY KEY (folded, user_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX known_name_user ON known_name (user_id);
   CREATE INDEX known_name_time ON known_name (time);`,

  // When a room was open last. Of those from before nobody knows: they begin now.
  `ALTER TABLE room ADD COLUMN touch_time INTEGER NOT NULL DEFAULT 0;
   UPDATE room SET touch_time = CAST(strftime('%s', 'now') AS INTEGER) * 1000;`,
];
