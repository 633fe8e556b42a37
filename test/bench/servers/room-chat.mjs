// The server under test, with everything on: persistence, limits, presence.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChatServer } from '../../../dist/server/index.js';
import { createPostgresStore } from '../../../dist/server/postgres.js';
import { answerParent } from '../lib/child.mjs';
import { usageActions } from '../lib/usage.mjs';

await answerParent(async ({ file, postgres, ...options }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const store = postgres ? await createPostgresStore({ url: postgres }) : (file ?? join(folder, 'chat.db'));
  const server = await createChatServer({
    port: 0,
    host: '127.0.0.1',
    guests: true,
    store,
    // The limiter works, but refuses nobody.
    rate: { burst: 1e9, perSecond: 1e9 },
    guard: { joins: { burst: 1e9, perSecond: 1e9 }, maxConnections: 100_000 },
    onUnexpected: (error) => console.error(error),
    ...options,
  });
  process.once('SIGTERM', () => {
    void server.close({ drainMs: 500 }).then(() => postgres && store.close()).finally(() => process.exit(0));
  });
  return { ready: { port: server.port }, ...usageActions() };
});
