import { readFileSync } from 'node:fs';
import type { ChainExpiry, OptionChain, OptionQuote } from '../../pricing/index.ts';
import { sharedPath } from './shared.ts';

/** The recorded BTC chain of 4 December 2025: its year fractions stand in for the hour it was taken at. */
export function deribitChain(): OptionChain {
  const [header = '', ...lines] = readFileSync(sharedPath('market-data', 'deribit-chain', 'btc-2025-12-04.csv'), 'utf8')
    .trim()
    .split('\n');
  const columns = header.split(',');
  const byExpiry = new Map<string, { expiry: number; forward: number; quotes: OptionQuote[] }>();
  for (const line of lines) {
    const row = Object.fromEntries(line.split(',').map((cell, i) => [columns[i] ?? '', cell]));
    const years = Number(row['T_years']);
    const key = row['expiry_date'] ?? '';
    const slice = byExpiry.get(key) ?? { expiry: years * 31_536_000_000, forward: Number(row['S0']), quotes: [] };
    slice.quotes.push(quoteOf(row));
    byExpiry.set(key, slice);
  }
  const expiries: ChainExpiry[] = [...byExpiry.values()];
  return { asOf: 0, quoting: 'coin', expiries };
}

function quoteOf(row: Readonly<Record<string, string>>): OptionQuote {
  const price = (cell: string | undefined) => (cell === undefined || cell === '' ? null : Number(cell));
  return {
    optionType: row['type'] === 'call' ? 'call' : 'put',
    strike: Number(row['strike']),
    bid: price(row['bid_btc']),
    ask: price(row['ask_btc']),
    mark: price(row['market_price_btc']),
    markVolatility: Number(row['mark_iv']) / 100,
  };
}
