import type { ScenarioFile } from '../../contracts/risk-scenario.ts';

/**
 * Stress sets that come with the product: days as public figures tell them, as relative moves. Spot moves are from the
 * close before to the low of the day, of several days of the last one; 12 March 2020 is from open to close. Volatility
 * moves are rounded so that 30 days move to about the level that the source gives; the basis and the skew are ours where no
 * source is named. What docs/risk.md does not list as read, a firm checks before it reports on it.
 */
export const NAMED_SETS: readonly ScenarioFile[] = [
  {
    name: 'crash-2020-03-12',
    title: '12 March 2020: the pandemic reaches the coins',
    description: 'BTC 7,934 to 4,800 in a day; 30-day volatility to about 184, 90-day to about 140.',
    sources: [
      'BTC: Binance daily bar of BTCUSDT, 12 March 2020, open 7,934.58, close 4,800.00 (-39.5 %)',
      'ETH: CoinMarketCap historical data, closes of 11 and 12 March 2020, 194.9 to 112.3 (-42 %); Coin Metrics, as reported by NewsBTC on 13 March 2020: -43 %',
      'Volatility: skew.com figures of 16 March 2020, 1-month at the money 184 %, 3-month 140 %, a day later 141 % and 124 %, as reported by AMBCrypto on 17 March 2020',
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
      'Lows of other venues as reported that day: BTC from 30,000 to 31,100 (-30 to -27.5 %), ETH 1,888 (-44 %)',
      'Volatility: implied volatility to 156 % in May 2021, J. Park, 22 November 2025; at the money about 150 %, TokenInsight, weekly report on options of that week',
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
      'The lows: BTC 15,682.69 and ETH 1,083.29, Benzinga of 9 November 2022; BTC 23.61 % down in two days at 5 p.m. New York, low 15,690.67, Dow Jones Market Data of CoinDesk prices',
      'Volatility: BTC to the end of the month about 93 %, ETH 133 %, Deribit Insights of 9 November 2022; Kaiko, short-term at the money from 50 % to 130 %, then about 90 %, as reported by Finbold on 11 November 2022',
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
    description:
      'BTC from about 58,350 to about 49,200 within a day; the 30-day index from 60 to 89, and to 97 within the day.',
    sources: [
      'BTC and ETH: 58,350 to 49,221 (-15.6 %) and 2,695 to 2,171 (-19.4 %) on 5 August 2024, coin.news of that day; lows of BTC on other venues from 49,000 to 49,813',
      'Volatility: Volmex Labs, 7 August 2024: BVIV from 59.65 to 89.04, EVIV from 59.78 to 102.33; BVIV to 97.14 within the day, as reported by Cointelegraph on 6 August 2024',
    ],
    cells: [
      {
        name: '5 August 2024',
        shocks: [
          { underlying: 'BTC-USD', spot: { relative: -0.156 } },
          { underlying: 'ETH-USD', spot: { relative: -0.194 } },
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
      'USDT below 0.95 dollars on 12 May 2022, XTB of that day; the severe case, the coins and the volatility are ours',
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
