import { describe, expect, it } from 'vitest';
import { importIfPresent, importOptional } from '../../../../src/server/ops/importOptional.js';

const missing = (name: string) => async () => {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from /somewhere/x.js`), { code: 'ERR_MODULE_NOT_FOUND' });
};

describe('optional packages', () => {
  it('names a missing one and the command that installs it', async () => {
    await expect(importOptional('jose', 'verify tokens', missing('jose'))).rejects.toMatchObject({
      code: 'invalid_option',
      message: 'unable to verify tokens; the package jose is not installed; run: npm install jose',
    });
    expect(await importIfPresent('pino', missing('pino'))).toBeNull();
  });

  it('tells nothing wrong of one that is there but broken', async () => {
    for (const broken of [missing('something-inside'), async () => { throw new TypeError('broken'); }]) {
      await expect(importOptional('jose', 'verify tokens', broken)).rejects.toThrow(/something-inside|broken/);
      await expect(importIfPresent('jose', broken)).rejects.toThrow(/something-inside|broken/);
    }
  });

  it('hands over what is there', async () => {
    expect(await importOptional('x', 'y', async () => 5)).toBe(5);
    expect(await importIfPresent('x', async () => 5)).toBe(5);
  });
});
