import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { calibrateSurface } from '../../../../pricing/index.ts';
import { buildReport } from '../../../../src/cli/surface/build-report.ts';
import { readChainFile } from '../../../../src/cli/surface/chain-file.ts';
import { surfacePage } from '../../../../src/cli/surface/page/page.ts';
import type { SurfaceReport } from '../../../../src/cli/surface/surface-report.ts';
import { sharedPath } from '../../../support/shared.ts';
import { chainLines } from './chain-csv.ts';

function reportOf(file: string, text: string): SurfaceReport {
  const source = readChainFile({ file, text });
  return buildReport(source, calibrateSurface(source.chain));
}

function recordedReport(): SurfaceReport {
  const file = sharedPath('market-data', 'deribit-chain', 'btc-2025-12-04.csv');
  return reportOf(file, readFileSync(file, 'utf8'));
}

const report = recordedReport();
const page = surfacePage(report);

/** Cells of the table with that caption, a row an entry. */
function tableRows(html: string, caption: string): string[][] {
  const table = html.split('<table>').find((part) => part.startsWith(`<caption>${caption}`)) ?? '';
  const body = table.split('<tbody>')[1]?.split('</tbody>')[0] ?? '';
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  );
}

describe('the surface page', () => {
  it('draws a smile for every expiry of the chain, and lists it in every table', () => {
    const names = report.slices.map(({ name }) => name);
    const drawn = [...page.matchAll(/<figure class="card" data-slice="([^"]+)"/g)].map(([, name]) => name);

    expect(names).toEqual([
      '6DEC25',
      '7DEC25',
      '8DEC25',
      '12DEC25',
      '19DEC25',
      '26DEC25',
      '30JAN26',
      '27FEB26',
      '27MAR26',
      '26JUN26',
      '25SEP26',
    ]);
    expect(drawn).toEqual(names);
    for (const caption of ['Fit by expiry', 'Term structure', 'Raw SVI', 'Arbitrage checks']) {
      expect(tableRows(page, caption).map(([name]) => name)).toEqual(names);
    }
  });

  it('holds the whole report, number for number', () => {
    const embedded = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? '';

    expect(JSON.parse(embedded)).toEqual(report);
  });

  it('shows the numbers of the report in its tables', () => {
    const fit = tableRows(page, 'Fit by expiry');
    const term = tableRows(page, 'Term structure');
    const arbitrage = tableRows(page, 'Arbitrage checks');

    for (const [index, slice] of report.slices.entries()) {
      const { used, twoSided, insideShare, medianErrorPoints, vegaRmsePoints } = slice.fit;
      expect([1, 3, 4, 6, 7].map((column) => Number.parseFloat(fit[index]?.[column] ?? ''))).toEqual([
        used,
        twoSided,
        rounded(100 * insideShare, 1),
        rounded(medianErrorPoints, 3),
        rounded(vegaRmsePoints, 3),
      ]);
      expect(Number.parseFloat((term[index]?.[3] ?? '').replace(',', ''))).toBe(rounded(slice.forward, 2));
      expect(Number.parseFloat(term[index]?.[5] ?? '')).toBe(rounded(100 * slice.atmVolatility, 2));
      expect(Number.parseFloat(arbitrage[index]?.[1] ?? '')).toBe(rounded(slice.butterfly.minimumG, 4));
    }
    expect(arbitrage.slice(0, -1).map((row) => Number.parseFloat(row[7] ?? ''))).toEqual(
      report.calendar.map(({ minimumGrowth }) => rounded(100 * minimumGrowth, 2)),
    );
    expect(page).toContain(`<strong>${rounded(100 * report.summary.insideShare, 1).toFixed(1)}%</strong>`);
  });

  it('lists every out-of-the-money quote of every expiry', () => {
    for (const { name, quotes } of report.slices) {
      const strikes = tableRows(page, `${name}: out-of-the-money quotes`).map(([strike = '']) =>
        strike.replaceAll(',', ''),
      );
      expect(strikes.map(Number)).toEqual(quotes.map(({ strike }) => strike));
    }
    const options = report.slices.reduce((sum, { quotes }) => sum + quotes.length, 0);
    expect(options).toBe(338); // every strike is listed as a call and a put
  });

  it('loads nothing: it names no address, no file to fetch and no style or script but its own', () => {
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<link|<img|<iframe|\bsrc=|\bfetch\(|import\(/i);
  });

  it('has a script that parses and finds its elements', () => {
    const script = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text);
    const ids = [...(script[0] ?? '').matchAll(/getElementById\('([^']+)'\)/g)].map(([, id]) => id);

    expect(script).toHaveLength(1);
    expect(() => new Script(script[0] ?? '')).not.toThrow();
    expect(new Set(ids)).toEqual(new Set(['report', 'tip', 'surface', 'reset']));
    for (const id of ids) expect(page).toContain(`id="${id}"`);
  });

  it('draws no shape outside the numbers, whatever the chain', () => {
    const lonely = surfacePage(reportOf('btc.csv', chainLines(['27MAR26']).join('\n')));

    for (const html of [page, lonely]) expect(html.split('<script')[0]).not.toMatch(/NaN|Infinity|undefined/);
    expect(tableRows(lonely, 'Arbitrage checks')).toHaveLength(1);
  });

  it('cannot be broken out of by a name in the chain', () => {
    const file = '</script><script>alert(1)</script>.csv';
    const hostile = surfacePage({ ...report, source: { ...report.source, file } });

    expect(hostile).toContain('(&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;.csv)');
    expect(hostile).not.toContain('<script>alert');
    expect(hostile.match(/<\/script>/g)).toHaveLength(2);
  });

  it('says what the data is, in which convention, and that times are UTC', () => {
    expect(page).toContain('quotes of Deribit as recorded');
    expect(page).toContain('coin-settled (inverse)');
    expect(page).toContain('2025-12-05 01:10:52 UTC');
  });
});

describe('a fall-back', () => {
  it('is said in the tile, in the table and over the smile', () => {
    const [first, ...others] = report.slices;
    if (first === undefined) throw new Error('the recorded chain must have slices');
    const fit = { ...first.fit, method: 'ssvi' as const, reason: 'constrained-svi left g = -0.1' };
    const fallen = surfacePage({
      ...report,
      summary: { ...report.summary, fallbacks: 1 },
      slices: [{ ...first, fit }, ...others],
    });

    expect(fallen).toContain('✗ of the expiries fell back');
    expect(tableRows(fallen, 'Fit by expiry')[0]?.[8]).toBe('fall-back: ssvi (constrained-svi left g = -0.1)');
    expect(fallen).toContain('<span class="warn">fall-back: ssvi</span>');
  });
});

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
