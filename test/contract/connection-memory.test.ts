import { RoomChatError } from '../../src/protocol/errors.js';
import { createChatService } from '../../src/server/chatService.js';
import { createMemoryConnector } from '../helpers/memoryConnector.js';
import { createMemoryStore } from '../helpers/memoryStore.js';
import { connectionContract } from './connectionContract.js';

connectionContract('in memory', async ({ graceMs }) => {
  const service = await createChatService({ store: createMemoryStore(), guests: true, apps: ['test'], graceMs, rate: { burst: 1_000 } });
  const connector = createMemoryConnector(service);
  return {
    service, connector,
    flush: connector.flush,
    cut: () => connector.open.at(-1)!.cut(),
    async stop() {
      connector.refusal = new RoomChatError('unavailable', 'unable to reach the chat server; it was stopped; start it');
      await service.close();
    },
  };
});
