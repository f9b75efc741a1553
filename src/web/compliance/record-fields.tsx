import { Stack } from '@mantine/core';
import { APPROVAL_CHANNELS, CLIENT_CLASSES, PRODUCT_TYPES } from '../../contracts/approval-terms.ts';
import {
  ChoiceField,
  DayField,
  InstantField,
  ManyField,
  NamesField,
  NumberField,
  TextField,
  YesField,
} from '../ui/fields.tsx';
import { Panel } from '../ui/states.tsx';
import { EvidenceEditor } from './evidence-editor.tsx';
import { Optional, Rows } from './parts.tsx';

const SETTLEMENT = { method: 'cash', style: 'linear', currency: 'USD' };
const REFERENCE = { letterId: '', date: '', conditions: [] };
const MEMO = { memoId: '', signedBy: '', date: '', reason: '' };
const MARK_UP = { minBps: '0', maxBps: '', disclosure: '' };
const MODEL = { id: '', version: '', validationReport: '' };
const FACTORS = {
  isDerivative: 'Is a derivative',
  hasSecondaryMarket: 'Has a secondary market',
  hasTransparentInformation: 'Has transparent information',
  canLoseMoreThanInvested: 'Can lose more than was invested',
  hasAlteringFeatures: 'Has features that alter it',
  isIlliquidOrHardToValue: 'Is illiquid or hard to value',
};
const CLASSIFICATION = {
  complexFactors: {
    isDerivative: true,
    hasSecondaryMarket: false,
    hasTransparentInformation: false,
    canLoseMoreThanInvested: true,
    hasAlteringFeatures: false,
    isIlliquidOrHardToValue: true,
  },
  isVaRelated: true,
  isDerivative: true,
  principalProtected: false,
  maxLossUnbounded: true,
  riskRating: 5,
};
const LIMITS = {
  perTradeNotionalUsd: 'A trade, USD notional',
  perClientNotionalUsd: 'A client, USD notional',
  perDayNotionalUsd: 'A day, USD notional',
  outstandingNotionalUsd: 'Outstanding, USD notional',
  perTradeVegaUsd: 'A trade, vega USD per 1.00',
  perTradeGamma: 'A trade, gamma in coins',
  perTradeDelta: 'A trade, delta in coins',
};

/** What it is about, and for whom. */
export function ScopeFields() {
  return (
    <Panel title="What, and for whom">
      <div className="form-grid">
        <TextField path="title" label="Title" />
        <ChoiceField path="effect" label="Effect" choices={['allow', 'deny']} />
        <ChoiceField path="direction" label="The client" choices={['buy', 'sell', 'any']} />
        <ManyField path="productTypes" label="Products" choices={PRODUCT_TYPES} />
        <NamesField path="underlyings" label="Underlyings" hint="such as BTC-USD" />
        <NamesField path="premiumCurrencies" label="Premium in" hint="such as USD" />
        <NamesField path="fixings" label="Fixings" hint="such as DERIBIT_TWAP30" />
        <ManyField path="clientClasses" label="Classes of clients" choices={CLIENT_CLASSES} />
        <ManyField path="channels" label="Channels" choices={APPROVAL_CHANNELS} />
        <NamesField path="allowAccounts" label="Only these accounts" />
        <NamesField path="denyAccounts" label="Never these accounts" />
        <TextField path="cpiCategory" label="Category of assessment" nullable />
      </div>
      <Rows path="settlements" label="Settlement" fresh={SETTLEMENT}>
        {(at) => (
          <>
            <ChoiceField path={`${at}.method`} label="Method" choices={['cash', 'physical']} />
            <ChoiceField path={`${at}.style`} label="Style" choices={['linear', 'inverse']} />
            <TextField path={`${at}.currency`} label="Currency" />
          </>
        )}
      </Rows>
    </Panel>
  );
}

export function BoundFields() {
  return (
    <Panel title="Bounds and limits; empty is none">
      <div className="form-grid">
        <TextField path="quantity.min" label="Least quantity a leg" />
        <TextField path="quantity.max" label="Most quantity a leg" />
        <NumberField path="tenorDays.min" label="Least days to expiry" />
        <NumberField path="tenorDays.max" label="Most days to expiry" />
        {Object.entries(LIMITS).map(([name, label]) => (
          <TextField key={name} path={`limits.${name}`} label={label} nullable />
        ))}
        <TextField path="maxAutoNotionalUsd" label="Automatic up to, USD" nullable />
        <TextField path="fourEyesAboveUsd" label="Second person above, USD" nullable />
      </div>
      <Stack gap="xs" mt="xs">
        <YesField path="autoQuoteAllowed" label="May be quoted without a person" />
        <YesField path="nonStandardExpiry" label="May expire at another time than 08:00 UTC" />
        <Optional path="strikePercentOfForward" label="Bounded strikes" fresh={{ min: '50', max: '200' }}>
          <TextField path="strikePercentOfForward.min" label="Least strike, % of forward" />
          <TextField path="strikePercentOfForward.max" label="Most strike, % of forward" />
        </Optional>
        <Optional path="markUp" label="Bounded mark-up" fresh={MARK_UP} absent={undefined}>
          <TextField path="markUp.minBps" label="Least, basis points" />
          <TextField path="markUp.maxBps" label="Most, basis points" />
          <TextField path="markUp.disclosure" label="What the client is told" />
        </Optional>
      </Stack>
    </Panel>
  );
}

export function BasisFields() {
  return (
    <Panel title="Basis">
      <Stack gap="sm">
        <TextField path="legal.licenceBasis" label="Licence" />
        <Optional path="legal.sfcReference" label="The regulator's letter" fresh={REFERENCE}>
          <TextField path="legal.sfcReference.letterId" label="Letter" />
          <DayField path="legal.sfcReference.date" label="Date of the letter" />
          <NamesField path="legal.sfcReference.conditions" label="Conditions" />
        </Optional>
        <Optional path="legal.notRequiredMemo" label="A signed memo that none is needed" fresh={MEMO}>
          <TextField path="legal.notRequiredMemo.memoId" label="Memo" />
          <TextField path="legal.notRequiredMemo.signedBy" label="Signed by" />
          <DayField path="legal.notRequiredMemo.date" label="Date of the memo" />
          <TextField path="legal.notRequiredMemo.reason" label="Why none is needed" />
        </Optional>
        <Optional path="classification" label="Classification (without one it does not trade)" fresh={CLASSIFICATION}>
          {Object.entries(FACTORS).map(([name, label]) => (
            <YesField key={name} path={`classification.complexFactors.${name}`} label={label} />
          ))}
          <YesField path="classification.isVaRelated" label="Related to virtual assets" />
          <YesField path="classification.isDerivative" label="Classified as a derivative" />
          <YesField path="classification.principalProtected" label="Protects the principal" />
          <YesField path="classification.maxLossUnbounded" label="Loss without a bound" />
          <NumberField path="classification.riskRating" label="Risk rating, 1 to 5" />
        </Optional>
        <Optional path="model" label="Model" fresh={MODEL}>
          <TextField path="model.id" label="Model's name" />
          <TextField path="model.version" label="Model's version" />
          <TextField path="model.validationReport" label="Validation report" />
        </Optional>
        <TextField path="clientNoticeText" label="Notice to clients" nullable lines={2} />
      </Stack>
    </Panel>
  );
}

export function EvidenceFields() {
  return (
    <Panel title="Evidence">
      <EvidenceEditor path="evidence" />
    </Panel>
  );
}

export function DateFields() {
  return (
    <Panel title="Dates">
      <div className="form-grid">
        <InstantField path="effectiveFrom" label="In effect from; empty: the second signature" nullable />
        <InstantField path="expiresAt" label="Expires" />
        <DayField path="reviewBy" label="Review by" />
        <TextField path="supersedes" label="Takes over from record" nullable />
      </div>
    </Panel>
  );
}
