import type { ClientFile } from '../../contracts/client.ts';
import type { ClientCatalogueView, ClientSummary, ClientView } from '../../contracts/client-answers.ts';
import type { TableForm } from '../lists.ts';
import { grouped } from '../numbers.ts';
import type { Paint } from '../terminal.ts';
import { tableLines } from '../text-table.ts';
import { instantText } from '../wording.ts';

export const CLIENT_TABLE: TableForm<ClientSummary> = {
  empty: 'there are no clients',
  columns: [
    { title: 'account' },
    { title: 'name' },
    { title: 'class' },
    { title: 'file' },
    { title: 'next end or start' },
    { title: '' },
  ],
  row: ({ accountId, name, clientClass, fileVersion, nextChangeAt, status, pending }, paint) => [
    accountId,
    name,
    clientClass,
    fileVersion === null ? paint('red', 'none') : `v${fileVersion}`,
    nextChangeAt === null ? '-' : instantText(nextChangeAt),
    [status === 'active' ? '' : paint('red', status), pending ? paint('yellow', 'a change waits') : '']
      .filter((word) => word !== '')
      .join(', '),
  ],
};

/** The file as a compliance officer reads it. */
export function showLines(view: ClientView, paint: Paint): string[] {
  const { file, name, accountId, fileVersion, proposal, versions, users } = view;
  const head = `${paint('bold', name)}   ${accountId}   ${view.clientClass}   ${view.status}`;
  if (file === null) return [head, paint('red', 'no file: nothing may be traded')];
  const rows = [...factsOf(file), ['users', users.map(({ userId, username }) => `${username} ${userId}`).join(', ')]];
  return [
    head,
    `file v${fileVersion}`,
    '',
    ...tableLines([{ title: 'what' }, { title: 'on file' }], rows, paint),
    '',
    ...(proposal === null
      ? []
      : [paint('yellow', `waits: ${Object.keys(proposal.changes).join(', ')}, by ${proposal.proposedBy}`), '']),
    ...tableLines(
      [{ title: 'version' }, { title: 'by' }, { title: 'at' }, { title: 'why' }],
      versions.map(({ version, proposedBy, approvedBy, recordedAt, reason }) => [
        `v${version}`,
        approvedBy === null ? proposedBy : `${proposedBy}, ${approvedBy}`,
        instantText(recordedAt),
        reason,
      ]),
      paint,
    ),
  ];
}

function factsOf(file: ClientFile): string[][] {
  const { profile, connectedPerson, amlHold } = file;
  const knowledge = (assessment: ClientFile['vaKnowledge']) =>
    assessment === null
      ? 'none'
      : `${assessment.outcome}, until ${instantText(assessment.validUntil)}: ${assessment.evidence}`;
  return [
    ['class', `${file.clientClass}, ${file.entityType}; to be confirmed again by ${instantText(file.reconfirmBy)}`],
    ...file.evidence.map((one) => ['evidence', `${one.title} (${one.docId}), until ${instantText(one.validUntil)}`]),
    ...file.cpiAssessments.map((one) => [
      `CPI ${one.category}`,
      `${one.status}, review by ${instantText(one.reviewBy)}, ${one.consent === null ? 'no consent' : `consent until ${instantText(one.consent.renewBy)}`}, by ${one.assessor}, ${one.approver ?? 'nobody'}`,
    ]),
    ['virtual assets', knowledge(file.vaKnowledge)],
    ['derivatives', knowledge(file.derivativesKnowledge)],
    ...file.documents.map((one) => [
      one.kind,
      `${one.title} (${one.docId}), from ${instantText(one.from)}${one.until === null ? '' : ` until ${instantText(one.until)}`}`,
    ]),
    [
      'place',
      `resident ${file.residence ?? '?'}, is in ${file.location ?? '?'}, booked in ${file.bookingEntity ?? '?'}`,
    ],
    [
      'profile',
      profile === null
        ? 'none'
        : `net worth ${grouped(profile.netWorthUsd)} USD, risk ${profile.riskTolerance} of 5, ${profile.objective}, ${profile.horizonDays} days, ${grouped(profile.vaExposureUsd)} USD in virtual assets`,
    ],
    ['settles in', file.settlementAssets.join(', ') || 'nothing'],
    ['may trade', file.authorisedUsers.map(userText).join(', ') || 'nobody'],
    ...(amlHold === null ? [] : [['hold', `since ${instantText(amlHold.since)} by ${amlHold.by}: ${amlHold.reason}`]]),
    ...(connectedPerson === null ? [] : [['connected', connectedPerson.relation]]),
  ];
}

function userText({ userId, maxNotionalUsd }: ClientFile['authorisedUsers'][number]): string {
  return maxNotionalUsd === null ? userId : `${userId} up to ${grouped(maxNotionalUsd)} USD`;
}

/** Open cells first; closed ones together by the rules that close them. */
export function whyLines({ cells, clientClass, fileVersion, accountId }: ClientCatalogueView, paint: Paint): string[] {
  const head = `${accountId}   ${clientClass}   file ${fileVersion === null ? 'none' : `v${fileVersion}`}`;
  const open = cells.filter((cell) => cell.open);
  const closed = new Map<string, string[]>();
  for (const cell of cells) {
    if (cell.open) continue;
    const why = cell.failures.map(({ rule, message }) => `${rule} ${message}`).join('\n    ');
    closed.set(why, [...(closed.get(why) ?? []), cellText(cell)]);
  }
  return [
    head,
    '',
    paint('bold', open.length === 0 ? 'may ask for nothing' : 'may ask for'),
    ...open.map((cell) => `  ${paint('green', 'yes')} ${cellText(cell)}`),
    ...[...closed].flatMap(([why, names]) => [
      '',
      `  ${paint('red', 'no')}  ${why}`,
      ...names.map((name) => `        ${name}`),
    ]),
  ];
}

function cellText({ productType, underlying, settlement, direction, treatedAs }: ClientCatalogueView['cells'][number]) {
  return `${direction} ${productType} ${underlying} ${settlement}, as ${treatedAs}`;
}
