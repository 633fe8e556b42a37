/** Each step is run once, in order. Never change a step that was released: add one. */
const MIGRATIONS = [
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
   CREATE UNIQUE INDEX chat_message_once ON chat_message (room_id, client_id, sender_id);`,
];

/** Any number; all processes of this program take the same lock. */
const LOCK = 5_720_143_368;

/** Told by its SQLSTATE. */
export const NEWER_SCHEMA = 'GR001';

/**
 * Brings the tables up to date in one statement, under a lock: safe from any number of processes at once.
 * Where there is nothing to do it needs no right to make tables.
 */
export const MIGRATE = `
DO $$
DECLARE
  done int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(${LOCK});
  IF to_regclass('chat_schema') IS NULL THEN
    CREATE TABLE chat_schema (version int NOT NULL);
  ELSE
    SELECT coalesce(max(version), 0) INTO done FROM chat_schema;
  END IF;
  IF done > ${MIGRATIONS.length} THEN
    RAISE EXCEPTION 'newer' USING ERRCODE = '${NEWER_SCHEMA}';
  END IF;
${MIGRATIONS.map((step, index) => `  IF done < ${index + 1} THEN\n${step}\n    INSERT INTO chat_schema VALUES (${index + 1});\n  END IF;`).join('\n')}
END $$`;
