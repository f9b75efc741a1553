import type { Confirmation, ConfirmationLeg } from '../contracts/confirmation.ts';
import { printable } from './printable.ts';

type Fact = readonly [name: string, value: string];

const MARGIN = 50;
const NAME_WIDTH = 150;
const INK = '#1a1d21';
const FAINT = '#5c6570';
const RULE = '#c9ced4';
const ALERT = '#b3261e';
const NOT_ON_RECORD = 'not on record yet';

/** The confirmation on paper: A4, the same bytes for the same record. */
export async function confirmationPdf(issued: Confirmation): Promise<Buffer> {
  const confirmation = printable(issued);
  // A fifth of the time in which the service would load, for what most processes never do.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
    bufferPages: true,
    info: {
      Title: `Confirmation ${confirmation.tradeId}`,
      Author: confirmation.dealer.name ?? 'dealer',
      CreationDate: new Date(confirmation.issuedAt.utc),
      ModDate: new Date(confirmation.issuedAt.utc),
    },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  writeTitle(document, confirmation);
  for (const { title, facts } of sectionsOf(confirmation)) writeSection(document, title, facts);
  writeWarnings(document, confirmation.warnings);
  writeFooters(document, confirmation);
  document.end();
  return whole;
}

function writeTitle(document: PDFKit.PDFDocument, { dealer, tradeId, version, marketSource, missing }: Confirmation) {
  document.fillColor(FAINT).font('Helvetica').fontSize(9);
  document.text(dealer.name ?? `Dealer: ${NOT_ON_RECORD}`).moveDown(0.4);
  document.fillColor(INK).font('Helvetica-Bold').fontSize(17).text('Confirmation of an OTC derivative transaction');
  document.font('Helvetica').fontSize(10).moveDown(0.2).text(`${tradeId}, version ${version}`);
  if (marketSource !== 'live') {
    alert(document, `Priced on ${marketSource} market data: not a real transaction.`);
  }
  if (missing.length > 0) alert(document, `Incomplete: ${missing.join(', ')}.`);
}

function alert(document: PDFKit.PDFDocument, text: string): void {
  document.moveDown(0.4).fillColor(ALERT).font('Helvetica-Bold').fontSize(9).text(text).fillColor(INK);
}

function sectionsOf(confirmation: Confirmation): { title: string; facts: Fact[] }[] {
  const legs = confirmation.legs.map((leg, index) => ({
    title: confirmation.legs.length === 1 ? 'Product' : `Leg ${index + 1} of ${confirmation.legs.length}`,
    facts: legFacts(leg),
  }));
  return [
    { title: 'Parties', facts: partyFacts(confirmation) },
    { title: 'Trade', facts: tradeFacts(confirmation) },
    ...legs,
    ...allocationSection(confirmation),
    { title: 'Premium and charges', facts: premiumFacts(confirmation) },
    { title: 'Terms', facts: termFacts(confirmation) },
  ];
}

/** Who has how much of it; a trade of the account alone has no such section. */
function allocationSection({ allocations, legs }: Confirmation): { title: string; facts: Fact[] }[] {
  if (allocations === undefined) return [];
  const unit = legs[0]?.unit ?? '';
  return [
    {
      title: 'Allocations',
      facts: allocations.map(({ accountId, quantity }) => [accountId, `${grouped(quantity)} ${unit}`] as const),
    },
  ];
}

function partyFacts({ dealer, client }: Confirmation): Fact[] {
  return [
    ['Dealer', joined([dealer.name, dealer.address])],
    ['Dealer LEI, CE number', joined([dealer.lei, dealer.ceReference])],
    ['Capacity of the dealer', dealer.capacity],
    ['Client', `${client.name}, account ${client.accountId}, class ${client.clientClass}`],
    ['Client LEI', client.lei ?? 'none'],
  ];
}

function tradeFacts({ tradedAt, issuedAt, effectiveDate, ...trade }: Confirmation): Fact[] {
  return [
    ['Traded at', `${tradedAt.utc} (Hong Kong ${tradedAt.hongKong})`],
    ['Issued at', `${issuedAt.utc} (Hong Kong ${issuedAt.hongKong})`],
    ['Effective date', effectiveDate],
    ['UTI', trade.uti ?? NOT_ON_RECORD],
    ['UPI', trade.upi ?? `${NOT_ON_RECORD} (identifiers ${trade.identifierStatus})`],
    [
      'Client',
      `${trade.clientSide === 'buy' ? 'buys' : 'sells'} ${grouped(trade.quantity)} at ${grouped(trade.price)}`,
    ],
    ...(trade.unwinds === null ? [] : [['Unwinds', trade.unwinds] as const]),
  ];
}

function legFacts({ fixing, settlement, underlying, ...leg }: ConfirmationLeg): Fact[] {
  return [
    ['Product', leg.product],
    ['Underlying', joined([underlying.name, underlying.digitalTokenIdentifier])],
    ['Direction', `client ${leg.clientDirection}s, dealer ${leg.dealerDirection}s`],
    ['Quantity', `${grouped(leg.quantity)} ${leg.unit}`],
    ['Notional', leg.notional === null ? 'none' : `${grouped(leg.notional.amount)} ${leg.notional.currency}`],
    ['Strike', grouped(leg.strike)],
    ['Exercise', leg.exerciseStyle],
    ['Expiry', `${leg.expiry.utc} (Hong Kong ${leg.expiry.hongKong})`],
    ['Fixing', joined([fixing.source, fixing.description ?? null, fixing.window ?? null])],
    ['Rounding of the fixing', fixing.rounding ?? NOT_ON_RECORD],
    ['Fallbacks', fixing.fallbacks?.map((one, index) => `${index + 1}. ${one}`).join('  ') ?? NOT_ON_RECORD],
    [
      'Settlement',
      joined([`${settlement.method}, ${settlement.style}, in ${settlement.currency}`, settlement.conversion]),
    ],
    ['Settlement date', settlement.date ?? NOT_ON_RECORD],
    ['Settlement account', settlement.account ?? NOT_ON_RECORD],
    ['Price', grouped(leg.price)],
  ];
}

function premiumFacts({ premium, markUp }: Confirmation): Fact[] {
  const due = premium.payer !== 'nobody';
  return [
    ['Premium', due ? `${grouped(premium.amount)} ${premium.currency}, paid by the ${premium.payer}` : 'none'],
    ...(due ? ([['Premium due', joined([premium.date, premium.account])]] as const) : []),
    ['Mark-up', `${grouped(markUp.amount)} ${markUp.currency}`],
    ['Disclosure', markUp.disclosure ?? NOT_ON_RECORD],
  ];
}

function termFacts(confirmation: Confirmation): Fact[] {
  const { masterAgreement } = confirmation;
  return [
    ['Master agreement', masterAgreement === null ? NOT_ON_RECORD : `${masterAgreement.name}, ${masterAgreement.date}`],
    ['Definitions', confirmation.definitions ?? NOT_ON_RECORD],
    ['Day count', confirmation.dayCount],
    ['Business centres', confirmation.businessCentres.join(', ') || NOT_ON_RECORD],
    ['Calculation agent', confirmation.calculationAgent ?? NOT_ON_RECORD],
    ['Early termination', confirmation.earlyTermination ?? NOT_ON_RECORD],
    ['Collateral', confirmation.collateral ?? NOT_ON_RECORD],
  ];
}

/** "1,050,000.5": every digit as it is on record, thousands apart. */
function grouped(decimal: string): string {
  const [whole = '', ...fraction] = decimal.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ') || NOT_ON_RECORD;
}

function writeSection(document: PDFKit.PDFDocument, title: string, facts: readonly Fact[]): void {
  keepTogether(document, 60);
  document.moveDown(0.9).fillColor(INK).font('Helvetica-Bold').fontSize(11).text(title, MARGIN);
  const right = document.page.width - MARGIN;
  document
    .moveTo(MARGIN, document.y + 1)
    .lineTo(right, document.y + 1)
    .lineWidth(0.5)
    .stroke(RULE);
  document.moveDown(0.35).fontSize(9);
  for (const [name, value] of facts) writeFact(document, name, value);
}

function writeFact(document: PDFKit.PDFDocument, name: string, value: string): void {
  const width = document.page.width - 2 * MARGIN - NAME_WIDTH;
  document.font('Helvetica');
  const height = document.heightOfString(value, { width });
  keepTogether(document, height);
  const { y } = document;
  document.fillColor(FAINT).text(name, MARGIN, y, { width: NAME_WIDTH - 10 });
  document.fillColor(INK).text(value, MARGIN + NAME_WIDTH, y, { width });
  document.y = y + Math.max(height, document.currentLineHeight()) + 3;
}

function keepTogether(document: PDFKit.PDFDocument, height: number): void {
  if (document.y + height > document.page.height - MARGIN - 20) document.addPage();
}

function writeWarnings(document: PDFKit.PDFDocument, warnings: readonly string[]): void {
  keepTogether(document, 60);
  document.moveDown(0.9).font('Helvetica-Bold').fontSize(11).fillColor(INK).text('Warnings', MARGIN);
  document.font('Helvetica').fontSize(9);
  for (const warning of warnings) {
    keepTogether(document, document.heightOfString(warning));
    document.moveDown(0.3).text(warning, MARGIN);
  }
}

function writeFooters(document: PDFKit.PDFDocument, { tradeId, version }: Confirmation): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    document.page.margins.bottom = 0; // so that a footer starts no page of its own
    document.font('Helvetica').fontSize(8).fillColor(FAINT);
    document.text(
      `${tradeId}, version ${version}, page ${page + 1} of ${count}`,
      MARGIN,
      document.page.height - MARGIN + 10,
    );
  }
}
