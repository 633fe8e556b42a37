import { MIGRATIONS } from './migrations.js';

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
