import { readFileSync } from 'node:fs';
import { readConfig } from '../../../src/config.ts';

const root = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('.env.example', root), 'utf8');

/** Every setting, set or commented out, with its value. */
const lines = [...text.matchAll(/^(#?)([A-Z][A-Z_]*)=(.*)$/gm)].map(([, off, name = '', value = '']) => ({
  name,
  value,
  isSet: off === '',
}));
const isSet = Object.fromEntries(lines.filter((line) => line.isSet).map(({ name, value }) => [name, value]));
const every = Object.fromEntries(lines.map(({ name, value }) => [name, value]));

describe('.env.example', () => {
  it('lists every setting of the configuration, once, and no other', () => {
    const source = readFileSync(new URL('src/config.ts', root), 'utf8');
    const known = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);

    expect(known.length).toBeGreaterThan(10);
    expect(lines.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it('sets what has a default to that default, and comments out what has none', () => {
    const { roles: _roles, ...defaults } = readConfig({});

    expect(Object.keys(isSet).sort()).toEqual(Object.keys(defaults).sort());
    expect(Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, String(value)]))).toEqual(isSet);
    expect(readConfig(isSet)).toEqual(readConfig({}));
  });

  it('shows examples that are accepted', () => {
    const { DATABASE_URL, REDIS_URL } = readConfig({ ...every, SECRET_KEY: 'sixteen or more characters' });

    expect({ DATABASE_URL, REDIS_URL }).toEqual({
      DATABASE_URL: every['DATABASE_URL'],
      REDIS_URL: every['REDIS_URL'],
    });
  });
});
