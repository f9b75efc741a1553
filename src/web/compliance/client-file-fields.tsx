import { CLIENT_CLASSES } from '../../contracts/approval-terms.ts';
import { CPI_CATEGORIES, ENTITY_TYPES, OBJECTIVES } from '../../contracts/client.ts';
import { ChoiceField, InstantField, ManyField, NamesField, NumberField, TextField, YesField } from '../ui/fields.tsx';
import { Panel } from '../ui/states.tsx';
import { Optional, Rows } from './parts.tsx';

const KINDS = ['clientAgreement', 'tradingTerms', 'riskDisclosure', 'settlementAccount', 'reverseEnquiry'];
const EVIDENCE = { docId: '', sha256: '', title: '', date: '', validUntil: '' };
const DOCUMENT = { kind: 'clientAgreement', docId: '', sha256: '', title: '', from: '', until: null };
const CRITERION = { passed: false, evidence: '' };
const ASSESSMENT = {
  assessmentId: '',
  category: 'VA_VANILLA_OTC',
  status: 'current',
  criteria: { structure: CRITERION, background: CRITERION, riskAwareness: CRITERION },
  decisionMakers: [],
  assessor: '',
  approver: null,
  validFrom: '',
  reviewBy: '',
  consent: null,
};
const KNOWLEDGE = { outcome: 'passed', grounds: [], evidence: '', date: '', validUntil: '', assessor: '' };
const PROFILE = { netWorthUsd: '', riskTolerance: 3, objective: 'hedging', horizonDays: 365, vaExposureUsd: '0' };
const HOLD = { since: '', by: '', reason: '' };
const CONNECTION = { relation: '', preApproval: null };
const PRE_APPROVAL = { by: '', from: '', until: '' };
const USER = { userId: '', maxNotionalUsd: null };

export function ClassFields() {
  return (
    <Panel title="Class and its evidence">
      <div className="form-grid">
        <ChoiceField path="clientClass" label="Class" choices={CLIENT_CLASSES} />
        <ChoiceField path="entityType" label="Kind of entity" choices={ENTITY_TYPES} />
        <InstantField path="reconfirmBy" label="Confirm again by" />
      </div>
      <Rows path="evidence" label="Evidence" fresh={EVIDENCE}>
        {(at) => (
          <>
            <TextField path={`${at}.docId`} label="Document" />
            <TextField path={`${at}.title`} label="Title" />
            <TextField path={`${at}.sha256`} label="SHA-256" />
            <InstantField path={`${at}.date`} label="Good from" />
            <InstantField path={`${at}.validUntil`} label="Good until" />
          </>
        )}
      </Rows>
      <Rows path="cpiAssessments" label="Assessment" fresh={ASSESSMENT}>
        {(at) => <AssessmentFields at={at} />}
      </Rows>
    </Panel>
  );
}

function AssessmentFields({ at }: { readonly at: string }) {
  return (
    <>
      <TextField path={`${at}.assessmentId`} label="Assessment's name" />
      <ChoiceField path={`${at}.category`} label="Category" choices={CPI_CATEGORIES} />
      <ChoiceField path={`${at}.status`} label="Status" choices={['current', 'review']} />
      {['structure', 'background', 'riskAwareness'].map((name) => (
        <div key={name}>
          <YesField path={`${at}.criteria.${name}.passed`} label={`${name} passed`} />
          <TextField path={`${at}.criteria.${name}.evidence`} label={`Evidence of ${name}`} />
        </div>
      ))}
      <NamesField path={`${at}.decisionMakers`} label="Decision makers" />
      <TextField path={`${at}.assessor`} label="Assessor" />
      <InstantField path={`${at}.validFrom`} label="Valid from" />
      <InstantField path={`${at}.reviewBy`} label="Review by" />
      <Optional path={`${at}.consent`} label="Consent" fresh={{ date: '', renewBy: '' }}>
        <InstantField path={`${at}.consent.date`} label="Consent of" />
        <InstantField path={`${at}.consent.renewBy`} label="Renew by" />
      </Optional>
    </>
  );
}

export function KnowledgeFields() {
  return (
    <Panel title="Knowledge">
      <OneKnowledge path="vaKnowledge" label="Knowledge of virtual assets assessed" />
      <OneKnowledge path="derivativesKnowledge" label="Knowledge of derivatives assessed" />
    </Panel>
  );
}

function OneKnowledge({ path, label }: { readonly path: string; readonly label: string }) {
  return (
    <Optional path={path} label={label} fresh={KNOWLEDGE}>
      <ChoiceField path={`${path}.outcome`} label="Outcome" choices={['passed', 'appropriate', 'failed']} />
      <ManyField path={`${path}.grounds`} label="Grounds" choices={['training', 'work', 'trading']} />
      <TextField path={`${path}.evidence`} label="Evidence" />
      <TextField path={`${path}.assessor`} label="Assessor" />
      <InstantField path={`${path}.date`} label="Of" />
      <InstantField path={`${path}.validUntil`} label="Until" />
    </Optional>
  );
}

export function DocumentFields() {
  return (
    <Panel title="Documents">
      <Rows path="documents" label="Document" fresh={DOCUMENT}>
        {(at) => (
          <>
            <ChoiceField path={`${at}.kind`} label="Kind" choices={KINDS} />
            <TextField path={`${at}.docId`} label="Document" />
            <TextField path={`${at}.title`} label="Title" />
            <TextField path={`${at}.sha256`} label="SHA-256" />
            <InstantField path={`${at}.from`} label="From" />
            <InstantField path={`${at}.until`} label="Until; empty: without end" nullable />
          </>
        )}
      </Rows>
    </Panel>
  );
}

export function PlaceFields() {
  return (
    <Panel title="Place, profile, settlement and users">
      <div className="form-grid">
        <TextField path="residence" label="Residence, such as HK" nullable />
        <TextField path="location" label="Location, such as HK" nullable />
        <TextField path="bookingEntity" label="Booking entity" nullable />
        <NamesField path="settlementAssets" label="May settle in" />
      </div>
      <Optional path="profile" label="Profile" fresh={PROFILE}>
        <TextField path="profile.netWorthUsd" label="Net worth, USD" />
        <TextField path="profile.vaExposureUsd" label="Virtual assets elsewhere, USD" />
        <NumberField path="profile.riskTolerance" label="Risk tolerance, 1 to 5" />
        <ChoiceField path="profile.objective" label="Objective" choices={OBJECTIVES} />
        <NumberField path="profile.horizonDays" label="Horizon, days" />
      </Optional>
      <Rows path="authorisedUsers" label="User who may trade" fresh={USER}>
        {(at) => (
          <>
            <TextField path={`${at}.userId`} label="User" />
            <TextField path={`${at}.maxNotionalUsd`} label="At most, USD; empty: no limit" nullable />
          </>
        )}
      </Rows>
    </Panel>
  );
}

export function StopFields() {
  return (
    <Panel title="Holds and connections">
      <Optional path="amlHold" label="On hold: known to compliance and the auditor alone" fresh={HOLD}>
        <InstantField path="amlHold.since" label="Since" />
        <TextField path="amlHold.by" label="By" />
        <TextField path="amlHold.reason" label="Reason of the hold" />
      </Optional>
      <Optional path="connectedPerson" label="Employee or connected to one" fresh={CONNECTION}>
        <TextField path="connectedPerson.relation" label="Relation" />
        <Optional path="connectedPerson.preApproval" label="Pre-approved" fresh={PRE_APPROVAL}>
          <TextField path="connectedPerson.preApproval.by" label="Pre-approved by" />
          <InstantField path="connectedPerson.preApproval.from" label="From" />
          <InstantField path="connectedPerson.preApproval.until" label="Until" />
        </Optional>
      </Optional>
    </Panel>
  );
}
