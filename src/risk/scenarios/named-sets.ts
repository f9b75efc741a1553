import type { ScenarioFile } from '../../contracts/risk-scenario.ts';

/**
 * Stress sets that come with the product: days as public figures tell them, as relative moves. Spot moves are from the
 * close before to the low of the day (12 March 2020: open to close). Volatility moves are rounded so that 30 days move to
 * about the level that the source gives; levels before, the basis and the skew are ours where no source is named. Figures
 * named CoinMarketCap's were not read from it again: a firm checks them before it reports on them.
 */
export const NAMED_SETS: readonly ScenarioFile[] = [
  {
    name: 'crash-2020-03-12',
    title: '12 March 2020: the pandemic reaches the coins',
    description: 'BTC 7,934 to 4,800 in a day; 30-day volatility to about 184, 90-day to about 140.',
    sources: [
      'BTC: Binance daily bar of BTCUSDT, 12 March 2020, open 7,934, close 4,800 (-39.5 %)',
      'ETH: CoinMarketCap historical data, closes of 11 and 12 March 2020, 194.9 to 112.3 (-42 %)',
      'Volatility: skew.com figures of 16 March 2020, 1-month at the money 184 %, 3-month 140 %, as reported by AMBCrypto on 17 March 2020',
      'Perpetual futures 12 % below spot: TradingView, as reported by Cointelegraph on 17 May 2021; our basis move is milder, for dated forwards',
    ],
    cells: [
      {
        name: '12 March 2020',
        shocks: [
          { underlying: 'BTC-USD', spot: { relative: -0.395 } },
          { underlying: 'ETH-USD', spot: { relative: -0.42 } },
          { basis: { shift: -0.2 }, volatility: { parallel: 0.6, term: 0.6, skew: -0.15 } },
        ],
      },
    ],
  },
  {
    name: 'crash-2021-05-19',
    title: '19 May 2021: leverage unwinds',
    description: 'BTC from about 43,000 to a low of about 30,000; the highest implied volatility of these years.',
    sources: [
      'BTC and ETH: CoinMarketCap historical data, close of 18 May to low of 19 May 2021: BTC 42,909 to 30,682 (-28.5 %), ETH 3,380 to 1,952 (-42 %)',
      'Volatility: implied volatility to 156 % in May 2021, J. Park (Bitwise), as translated by Odaily',
    ],
    cells: [
      {
        name: '19 May 2021',
        shocks: [
          { underlying: 'BTC-USD', spot: { relative: -0.285 } },
          { underlying: 'ETH-USD', spot: { relative: -0.42 } },
          { basis: { shift: -0.15 }, volatility: { parallel: 0.2, term: 0.4, skew: -0.1 } },
        ],
      },
    ],
  },
  {
    name: 'ftx-2022-11-08',
    title: '8 and 9 November 2022: an exchange fails',
    description: 'Two days: BTC from about 20,600 to about 15,700; short volatility from 50 to 130, then about 90.',
    sources: [
      'BTC and ETH: CoinMarketCap historical data, close of 7 November to low of 9 November 2022: BTC 20,602 to 15,682 (-24 %), ETH 1,569 to 1,082 (-31 %)',
      'Volatility: Kaiko, short-term at the money from 50 % to 130 %, then about 90 %, as reported by Finbold on 11 November 2022',
    ],
    cells: [
      {
        name: '8-9 November 2022',
        shocks: [
          { underlying: 'BTC-USD', spot: { relative: -0.24 } },
          { underlying: 'ETH-USD', spot: { relative: -0.31 } },
          { basis: { shift: -0.1 }, volatility: { parallel: 0.15, term: 0.35, skew: -0.1 }, days: 2 },
        ],
      },
    ],
  },
  {
    name: 'carry-unwind-2024-08-05',
    title: '5 August 2024: yen carry trades unwind',
    description: 'BTC from about 58,100 to below 50,000 within a day; the 30-day index to 97.',
    sources: [
      'BTC: low of 49,813 on 5 August 2024, CoinMarketCap as reported by Cointelegraph; close of 4 August about 58,100 (-14 %)',
      'ETH: CoinMarketCap historical data, close of 4 August to low of 5 August 2024, 2,687 to 2,171 (-19 %)',
      'Volatility: Volmex BVIV to 97.14 on 5 August 2024, as reported by Cointelegraph on 6 August 2024',
    ],
    cells: [
      {
        name: '5 August 2024',
        shocks: [
          { underlying: 'BTC-USD', spot: { relative: -0.14 } },
          { underlying: 'ETH-USD', spot: { relative: -0.19 } },
          { basis: { shift: -0.05 }, volatility: { parallel: 0.1, term: 0.25, skew: -0.08 } },
        ],
      },
    ],
  },
  {
    name: 'usdt-depeg',
    title: 'USDT loses its peg',
    description: 'USDT at 0.95, as for hours on 12 May 2022, and at 0.80, as nobody has seen it; coins fall with it.',
    sources: [
      'USDT at about 0.95 dollars on 12 May 2022: widely reported, e.g. by Reuters of that day; the severe case is ours',
    ],
    cells: [
      {
        name: 'USDT 0.95',
        shocks: [{ conversions: { USDT: -0.05 }, spot: { relative: -0.1 }, volatility: { parallel: 0.1 } }],
      },
      {
        name: 'USDT 0.80',
        shocks: [{ conversions: { USDT: -0.2 }, spot: { relative: -0.25 }, volatility: { parallel: 0.3 } }],
      },
    ],
  },
  {
    name: 'volatility-crush',
    title: 'Volatility collapses while nothing moves',
    description: 'A quarter and two fifths of every volatility go, with a week to wait.',
    sources: ['Ours: the way back from a stress, such as from 184 % to 141 % within a day on 17 March 2020 (skew.com)'],
    cells: [
      { name: 'a quarter', shocks: [{ volatility: { relative: -0.25 } }] },
      { name: 'two fifths and a week', shocks: [{ volatility: { relative: -0.4 }, days: 7 }] },
    ],
  },
];
