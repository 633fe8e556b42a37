import { describe, expect, it } from 'vitest';
import { createRoomsPerUser } from '../../../../src/server/limits/roomsPerUser.js';

describe('rooms per user', () => {
  it('T6 bounds the rooms of one user, whatever the connections', () => {
    const rooms = createRoomsPerUser({ max: 2 });
    rooms.enter('u1', 'a');
    rooms.enter('u1', 'b');
    rooms.enter('u1', 'b');
    expect(() => rooms.enter('u1', 'c')).toThrow(expect.objectContaining({ code: 'not_allowed' }));
    rooms.enter('u2', 'c');
    rooms.exit('u1', 'b');
    expect(() => rooms.enter('u1', 'c')).toThrow();
    rooms.exit('u1', 'b');
    rooms.enter('u1', 'c');
  });

  it('forgets who is in no room, and takes an exit too many', () => {
    const rooms = createRoomsPerUser({ max: 2 });
    rooms.enter('u1', 'a');
    rooms.exit('u1', 'b');
    rooms.exit('u1', 'a');
    rooms.exit('u1', 'a');
    rooms.exit('u2', 'a');
    expect(rooms.size).toBe(0);
  });
});
