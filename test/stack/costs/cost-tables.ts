import { variant } from '../../support/stack-variants.ts';
import { synthesize } from '../../support/synth.ts';
import { fixedCosts, functionLogBytes, type Item, sumOf, trafficCosts } from './costs.ts';
import { PRICES, REQUESTS_A_VIEW } from './prices.ts';

export const COSTS_BEGIN = '<!-- costs: written by `npm run costs` -->';
export const COSTS_END = '<!-- end of costs -->';

const VPC = variant('vpc store, no domain, one wiki');

/** The deployments that the runbook compares. */
export const COLUMNS = [
  { title: '`vpc`', context: VPC, ownSecrets: 0 },
  { title: '`vpc`, closed', context: { ...VPC, vpc: { secretsEndpoint: true } }, ownSecrets: 0 },
  { title: '`vpc`, `full`', context: variant('full observability'), ownSecrets: 0 },
  { title: '`public`', context: variant('public store, no domain, one wiki'), ownSecrets: 0 },
  { title: '`url`', context: variant('url store, no domain, one wiki'), ownSecrets: 1 },
];

/** What is switched on by choice, and what it adds to the first of these columns. */
export const OPTIONS: readonly Readonly<Record<string, unknown>>[] = [
  { provisionedConcurrency: { authorizer: 1 } },
  { provisionedConcurrency: { authorizer: 2, loginHook: 1 } },
  { reservedConcurrency: { loginHook: 5, logoutHook: 5 } },
  { logsKmsKey: 'new' },
  { tracing: true },
];

/** The tables of the runbook, reckoned from the synthesized templates. */
export function costTables(): string {
  const columns = COLUMNS.map(({ title, context, ownSecrets }) => {
    const template = synthesize(context);
    return { title, fixed: fixedCosts(template, ownSecrets), traffic: trafficCosts(template) };
  });
  const titles = columns.map(({ title }) => title);
  const views = [1000, 100_000, 1_000_000, 10_000_000].map((count) => {
    const millions = (count * REQUESTS_A_VIEW) / 1e6;
    const cells = columns.map(({ fixed, traffic }) => (sumOf(fixed) + millions * sumOf(traffic)).toFixed(0));
    return `| ${[count.toLocaleString('en'), (millions * 1e6).toLocaleString('en'), ...cells].join(' | ')} |`;
  });
  return [
    'Fixed, a month of 730 hours:',
    '',
    ...table(
      titles,
      columns.map(({ fixed }) => fixed),
    ),
    '',
    'For a million wiki requests with a cookie:',
    '',
    ...table(
      titles,
      columns.map(({ traffic }) => traffic),
    ),
    '',
    `A request's logs are ${functionLogBytes(false).toFixed(0)} bytes, with \`full\` ${functionLogBytes(true)} of the`,
    "function's beside Lambda's own and the access log's.",
    '',
    `Together, at ${REQUESTS_A_VIEW} requests a page view:`,
    '',
    `| page views a month | requests | ${titles.join(' | ')} |`,
    `|---:|---:|${titles.map(() => '---:|').join('')}`,
    ...views,
    '',
    'What an option adds to `vpc`:',
    '',
    ...optionsTable(),
    '',
    `A further wiki adds $${PRICES.secretMonth.toFixed(2)}. Each series of faults or refused hooks adds`,
    `$${PRICES.metricMonth.toFixed(2)} for a whole month of it.`,
  ].join('\n');
}

function optionsTable(): string[] {
  const signed = (dollars: number) =>
    Math.abs(dollars) < 0.005 ? '–' : dollars.toFixed(2).replace('-', '−');
  const plain = synthesize(VPC);
  const rows = OPTIONS.map((option) => {
    const template = synthesize({ ...VPC, ...option });
    const [fixed, traffic] = [fixedCosts, trafficCosts].map((costs) =>
      signed(sumOf(costs(template)) - sumOf(costs(plain))),
    );
    const text = JSON.stringify(option)
      .slice(1, -1)
      .replaceAll(/([:,])/g, '$1 ');
    return `| \`${text}\` | ${fixed} | ${traffic} |`;
  });
  return ['| option | a month | a million requests |', '|---|---:|---:|', ...rows];
}

/** A page with the tables between the two marks. */
export function withCosts(page: string, tables: string): string {
  const begin = page.indexOf(COSTS_BEGIN) + COSTS_BEGIN.length;
  return `${page.slice(0, begin)}\n\n${tables}\n\n${page.slice(page.indexOf(COSTS_END))}`;
}

function table(titles: readonly string[], columns: readonly (readonly Item[])[]): string[] {
  const money = (dollars: number) =>
    dollars === 0 ? '–' : dollars < 0.01 ? dollars.toFixed(3) : dollars.toFixed(2);
  const rows = (columns[0] ?? []).flatMap(({ what, arithmetic }, i) => {
    const dollars = columns.map((items) => items[i]?.dollars ?? 0);
    // What only an option adds has a table of its own.
    if (dollars.every((amount) => amount === 0)) return [];
    return [`| ${[what, arithmetic, ...dollars.map(money)].join(' | ')} |`];
  });
  const sums = columns.map((items) => `**${sumOf(items).toFixed(2)}**`);
  return [
    `| | arithmetic | ${titles.join(' | ')} |`,
    `|---|---|${titles.map(() => '---:|').join('')}`,
    ...rows,
    `| **Sum** | | ${sums.join(' | ')} |`,
  ];
}
