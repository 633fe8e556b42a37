import { describe } from 'vitest';
import { createPostgresStore } from '../../src/server/store/postgres/postgres.js';
import { postgresMissing, startPostgres, type PostgresCluster } from '../helpers/postgres.js';
import { storeContract } from './storeContract.js';

const missing = postgresMissing();

describe.skipIf(missing)(missing ?? 'with PostgreSQL', () => {
  let cluster: PostgresCluster;
  storeContract('PostgreSQL', {
    async start() {
      cluster = await startPostgres();
    },
    stop: () => cluster.remove(),
    async database() {
      const url = await cluster.createDatabase();
      return {
        open: (options) => createPostgresStore({ url, ...options }),
        target: { kind: 'postgres', url },
        drop: async () => {},
      };
    },
  });
});
