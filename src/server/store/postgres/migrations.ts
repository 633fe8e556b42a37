/** Each step is run once, in order. Never change a step that was released: add one. */
export const MIGRATIONS = [
  `CREATE TABLE chat_meta (
     key text PRIMARY KEY,
     value bytea NOT NULL
   );
   -- Rooms are updated with every message: room on their page keeps that update from touching the indexes.
   CREATE TABLE chat_room (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text COLLATE "C" NOT NULL UNIQUE,
     epoch text NOT NULL,
     last_seq bigint NOT NULL,
     last_time bigint NOT NULL DEFAULT 0,
     lossy_seq bigint NOT NULL DEFAULT 0,
     pruned_seq bigint NOT NULL DEFAULT 0,
     claimed boolean NOT NULL DEFAULT false
   ) WITH (fillfactor = 50);
   CREATE TABLE chat_message (
     room_id bigint NOT NULL,
     seq bigint NOT NULL,
     sender_id text COLLATE "C" NOT NULL,
     sender text NOT NULL,
     client_id uuid NOT NULL,
     content text NOT NULL,
     create_time bigint NOT NULL,
     delete_time bigint,
     PRIMARY KEY (room_id, seq)
   );
   -- The client id first: ids begin with their time, so new ones meet on few pages, over however many rooms. (Deleting touches no index here.)
   CREATE UNIQUE INDEX chat_message_once ON chat_message (client_id, room_id, sender_id);`,

  // An empty room name stands for all rooms: NULLs are never equal to each other in a key.
  `CREATE TABLE chat_sanction (
     user_id text COLLATE "C" NOT NULL,
     kind text COLLATE "C" NOT NULL,
     room text COLLATE "C" NOT NULL,
     until bigint,
     reason text,
     actor text NOT NULL,
     create_time bigint NOT NULL,
     PRIMARY KEY (user_id, kind, room)
   );
   CREATE INDEX chat_sanction_room ON chat_sanction (room);
   CREATE TABLE chat_audit (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     time bigint NOT NULL,
     action text NOT NULL,
     actor text NOT NULL,
     room text COLLATE "C",
     user_id text COLLATE "C",
     seq bigint,
     until bigint,
     reason text
   );
   CREATE INDEX chat_audit_room ON chat_audit (room, id);
   CREATE INDEX chat_audit_user ON chat_audit (user_id, id);
   CREATE TABLE chat_report (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     room text COLLATE "C" NOT NULL,
     seq bigint NOT NULL,
     sender_id text COLLATE "C" NOT NULL,
     sender text NOT NULL,
     content text NOT NULL,
     message_time bigint NOT NULL,
     reporter_id text COLLATE "C" NOT NULL,
     reason text NOT NULL,
     create_time bigint NOT NULL,
     resolver text,
     resolve_time bigint,
     verdict text,
     UNIQUE (room, seq, reporter_id)
   );
   CREATE INDEX chat_report_open ON chat_report (id) WHERE resolve_time IS NULL;`,

  // By name, as sanctions are: a room that stores nothing can be slowed too.
  `CREATE TABLE chat_slow_room (
     room text COLLATE "C" PRIMARY KEY,
     seconds float8 NOT NULL
   );`,

  `CREATE TABLE chat_known_name (
     folded text COLLATE "C" NOT NULL,
     user_id text COLLATE "C" NOT NULL,
     time bigint NOT NULL,
     PRIMARY KEY (folded, user_id)
   );
   CREATE INDEX chat_known_name_user ON chat_known_name (user_id);
   CREATE INDEX chat_known_name_time ON chat_known_name (time);`,

  // When a room was open last. Of those from before nobody knows: they begin now.
  `ALTER TABLE chat_room ADD COLUMN touch_time bigint NOT NULL DEFAULT 0;
   UPDATE chat_room SET touch_time = floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;`,
];
