import type { ListedOptionView } from '../../contracts/market-chain.ts';

type Listed = readonly ListedOptionView[];
type Point = readonly [strike: number, percent: number];

export interface SmileShown {
  /** The fit over strikes, where nothing is listed. */
  readonly points: readonly Point[];
  readonly listed: Listed;
  /** Strikes to be marked. */
  readonly marks: readonly { readonly xAxis: number; readonly label: { readonly formatter: string } }[];
}

/** Where the fit stands to the market's bids and asks. */
export interface FitInside {
  /** Strikes with both a bid and an ask. */
  readonly twoSided: number;
  readonly inside: number;
}

export function fitInside(listed: Listed): FitInside {
  const twoSided = listed.filter(({ bid, ask }) => bid !== null && ask !== null);
  return { twoSided: twoSided.length, inside: twoSided.filter((option) => !isOutside(option)).length };
}

/** A missing side holds nothing against the fit. */
function isOutside({ bid, ask, fit }: ListedOptionView): boolean {
  return (bid !== null && Number(fit) < Number(bid)) || (ask !== null && Number(fit) > Number(ask));
}

/** A smile as a chart: the fit, a whisker from bid to ask at each listed strike, and a mark where the fit lies outside of it. */
export function smileOption({ points, listed, marks }: SmileShown) {
  const fit = listed.length === 0 ? points : listed.map((option) => at(option, option.fit));
  return {
    xAxis: { type: 'value', scale: true },
    yAxis: { type: 'value', scale: true, axisLabel: { formatter: '{value}%' } },
    series: [
      {
        name: 'fit, %',
        type: 'line',
        showSymbol: false,
        data: fit,
        markLine: { symbol: 'none', lineStyle: { type: 'dashed', width: 1.5 }, data: marks },
      },
      ...(listed.length === 0 ? [] : whiskers(listed)),
    ],
  };
}

const CAP = { type: 'line', lineStyle: { opacity: 0 }, symbol: 'rect', symbolSize: [8, 2], showAllSymbol: true };

function whiskers(listed: Listed) {
  const side = (name: 'bid' | 'ask') =>
    listed.flatMap((option) => (option[name] === null ? [] : [at(option, option[name])]));
  const stems = listed.flatMap((option) =>
    option.bid === null || option.ask === null
      ? []
      : [[{ coord: at(option, option.bid) }, { coord: at(option, option.ask) }]],
  );
  return [
    {
      name: 'bid, %',
      ...CAP,
      data: side('bid'),
      markLine: {
        symbol: 'none',
        silent: true,
        lineStyle: { type: 'solid', width: 1 },
        label: { show: false },
        data: stems,
      },
    },
    { name: 'ask, %', ...CAP, data: side('ask') },
    {
      name: 'fit outside, %',
      type: 'line',
      lineStyle: { opacity: 0 },
      symbol: 'diamond',
      symbolSize: 9,
      showAllSymbol: true,
      data: listed.filter(isOutside).map((option) => at(option, option.fit)),
    },
  ];
}

function at({ strike }: ListedOptionView, volatility: string): [number, number] {
  return [Number(strike), Number((Number(volatility) * 100).toFixed(3))];
}
