// Who attacks, a process of its own, so that the bystander's clock is not the attacker's. A message names the attack.
import { ATTACKS, type AttackOrder } from './fuzzAttacks.js';

process.on('message', ({ name, ...order }: AttackOrder & { name: string }) => {
  ATTACKS[name]!(order).then((count) => process.send?.({ answer: { count } }), (error: Error) => process.send?.({ answer: { error: String(error.stack) } }));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ answer: 'ready' });
