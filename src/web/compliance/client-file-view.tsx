import { Badge, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ClientFile, KnowledgeAssessment } from '../../contracts/client.ts';
import type { ClientView } from '../../contracts/client-answers.ts';
import { inWords } from '../ui/document.ts';
import { grouped, hongKong, utc } from '../ui/format.ts';
import { Empty, Figure, Panel, Wide } from '../ui/states.tsx';
import { useServerNow } from '../ui/use-now.ts';

const MINUTE_MS = 60_000;
const SOON_MS = 30 * 86_400_000;

/** Everything on file, each thing with the day on which it ends. */
export function ClientFileView({ client: { file, users } }: { readonly client: ClientView }) {
  if (file === null) return <Empty>There is no file: the client is refused everything.</Empty>;
  return (
    <div className="panels">
      <Panel title={`Class ${file.clientClass}: ${file.entityType}`}>
        <Dated label="Class must be confirmed by" until={file.reconfirmBy} />
        <Entries
          name="Evidence"
          rows={file.evidence.map(({ docId, title, date, validUntil }) => ({
            key: docId,
            cells: [title, docId, utc(date)],
            until: validUntil,
          }))}
        />
      </Panel>
      <Panel title="Knowledge">
        <Knowledge what="virtual assets" assessment={file.vaKnowledge} />
        <Knowledge what="derivatives" assessment={file.derivativesKnowledge} />
      </Panel>
      <Panel title="Documents">
        <Entries
          name="Documents"
          rows={file.documents.map(({ kind, docId, title, from, until }) => ({
            key: `${kind} ${docId}`,
            cells: [kind, title, `from ${utc(from)}`],
            until,
          }))}
        />
      </Panel>
      <Panel title="Assessments of a corporate client">
        <Entries
          name="Assessments"
          rows={file.cpiAssessments.map(
            ({ assessmentId, category, status, assessor, approver, criteria, reviewBy }) => ({
              key: assessmentId,
              cells: [
                category,
                status,
                `${Object.values(criteria).filter(({ passed }) => passed).length} of 3 criteria`,
                `${assessor}, ${approver ?? 'not approved'}`,
              ],
              until: reviewBy,
            }),
          )}
        />
      </Panel>
      <Place file={file} users={users} />
      <Stops file={file} />
    </div>
  );
}

function Place({ file, users }: { readonly file: ClientFile; readonly users: ClientView['users'] }) {
  const { residence, location, bookingEntity, settlementAssets, profile, authorisedUsers } = file;
  return (
    <Panel title="Place, profile and who may trade">
      <div className="figures">
        <Figure label="Residence" value={residence ?? 'not known'} />
        <Figure label="Location" value={location ?? 'not known'} />
        <Figure label="Booking entity" value={bookingEntity ?? 'not known'} />
        <Figure label="Settles in" value={inWords(settlementAssets)} />
        <Figure label="Net worth, USD" value={grouped(profile?.netWorthUsd)} />
        <Figure label="Virtual assets elsewhere, USD" value={grouped(profile?.vaExposureUsd)} />
        <Figure label="Risk tolerance" value={profile === null ? '–' : `${profile.riskTolerance} of 5`} />
        <Figure label="Objective" value={profile?.objective ?? '–'} />
        <Figure label="Horizon, days" value={profile?.horizonDays ?? '–'} />
      </div>
      <Entries
        name="Authorised users"
        rows={authorisedUsers.map(({ userId, maxNotionalUsd }) => ({
          key: userId,
          cells: [
            users.find((user) => user.userId === userId)?.username ?? userId,
            maxNotionalUsd === null ? 'without a limit' : `${grouped(maxNotionalUsd)} USD`,
          ],
        }))}
      />
    </Panel>
  );
}

function Stops({ file: { amlHold, connectedPerson } }: { readonly file: ClientFile }) {
  return (
    <Panel title="Holds and connections">
      {amlHold === null ? (
        <Text size="sm" c="dimmed">
          No hold that you may know of.
        </Text>
      ) : (
        <Text size="sm">
          <Badge color="orange">on hold</Badge> since {utc(amlHold.since)} by {amlHold.by}: {amlHold.reason}
        </Text>
      )}
      <Text size="sm">
        {connectedPerson === null ? 'Not connected to the firm.' : `Connected: ${connectedPerson.relation}`}
      </Text>
      {connectedPerson?.preApproval != null && (
        <Dated label={`Pre-approved by ${connectedPerson.preApproval.by}`} until={connectedPerson.preApproval.until} />
      )}
    </Panel>
  );
}

function Knowledge({ what, assessment }: { readonly what: string; readonly assessment: KnowledgeAssessment | null }) {
  if (assessment === null) {
    return (
      <Text size="sm" c="dimmed">
        Knowledge of {what} was never assessed.
      </Text>
    );
  }
  const { outcome, grounds, evidence, assessor, validUntil } = assessment;
  return (
    <div>
      <Text size="sm">
        {what}: <strong>{outcome}</strong> on {inWords(grounds)}; {evidence}; by {assessor}
      </Text>
      <Dated label="Ends" until={validUntil} />
    </div>
  );
}

interface Entry {
  readonly key: string;
  readonly cells: readonly ReactNode[];
  readonly until?: string | null;
}

function Entries({ name, rows }: { readonly name: string; readonly rows: readonly Entry[] }) {
  if (rows.length === 0) return <Empty>None on file.</Empty>;
  return (
    <Wide label={name}>
      <Table aria-label={name}>
        <Table.Tbody>
          {rows.map(({ key, cells, until }) => (
            <Table.Tr key={key}>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have their place alone
                <Table.Td key={at}>{cell}</Table.Td>
              ))}
              {until !== undefined && <Table.Td>{until === null ? 'without end' : <Until until={until} />}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function Dated({ label, until }: { readonly label: string; readonly until: string }) {
  return (
    <Text size="sm">
      {label}: <Until until={until} />
    </Text>
  );
}

/** When something ends; what has ended, or is about to, says so in words as well. */
function Until({ until }: { readonly until: string }) {
  const left = Date.parse(until) - useServerNow(MINUTE_MS);
  const word = left <= 0 ? 'ended' : 'until';
  return (
    <span className={left < SOON_MS ? 'sla-soon' : undefined} title={hongKong(until)}>
      {word} {utc(until)}
      {left > 0 && left < SOON_MS ? ', soon' : ''}
    </span>
  );
}
