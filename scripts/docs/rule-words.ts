/** What a rule asks for, in our words; `notYet` where nothing can break it today, and why. */
export interface RuleWords {
  readonly rule: string;
  readonly notYet?: string;
  /** What the rule asks for besides, and nothing here holds. */
  readonly beyond?: string;
}

const NO_GEARED = 'no product with gearing or fixings is quoted: the contract has forwards, options and digitals alone';
const NO_SETTLEMENT = 'the service ends at the booked trade: fixing, exercise and settlement belong to a later part';

/** The rules of the house by id: approvals, clients, settlement, trading, booking, audit. */
export const RULE_WORDS: Readonly<Record<string, RuleWords>> = {
  'PA-01': { rule: 'nothing is quoted without an approval that covers every part of its cell' },
  'PA-02': { rule: 'an approval counts from its first instant to before its last' },
  'PA-03': { rule: 'what is stopped takes no new risk; closing may go on' },
  'PA-04': { rule: 'a package needs an allowance of its own and one for each leg; selling is a permission apart' },
  'PA-05': { rule: 'tenor, strike and size stay within the tightest of the bounds that match' },
  'PA-06': { rule: 'a quote is bound to the rules it was made under; an acceptance after a flip fails' },
  'PA-07': { rule: 'the proposer and two approvers are three people, one of them of compliance' },
  'PA-08': {
    rule: 'no submission without a hashed document and the regulator’s reference, or a signed memo that none is needed',
  },
  'PA-09': { rule: 'a version that was approved is never altered; a change is another version' },
  'PA-10': { rule: 'one person stops, two start again' },
  'PA-11': { rule: 'a product that is not classified is not traded' },
  'PA-12': { rule: 'a flip pulls what it hits within a second, and says how many' },
  'CL-01': { rule: 'professional investors only' },
  'CL-02': { rule: 'the evidence of the class is valid at the time of the trade' },
  'CL-03': { rule: 'a corporate is treated as qualified only for the category assessed, while its consent is current' },
  'CL-04': { rule: 'knowledge of virtual assets was assessed' },
  'CL-05': { rule: 'knowledge of derivatives is on record' },
  'CL-06': { rule: 'a complex product suits the client, also when nobody recommended it' },
  'CL-07': { rule: 'the worst loss stays within a share of the net worth' },
  'CL-08': { rule: 'virtual assets stay within a share of the client’s means' },
  'CL-09': { rule: 'the documents are in force' },
  'CL-10': { rule: 'the matrix of jurisdictions allows it; a missing cell does not' },
  'CL-11': { rule: 'the warnings of this version of the product were confirmed before acceptance' },
  'CL-12': { rule: 'whoever asks has the authority, and stays within it' },
  'CL-13': { rule: 'a hold for sanctions or money laundering stops all, and is not explained' },
  'CL-14': { rule: 'connected people need a pre-approval' },
  'ST-01': { rule: 'the asset that settles, or that the premium is paid in, is approved for product and client' },
  'ST-02': { rule: 'a dollar contract that settles in a stablecoin names the source and the time of the conversion' },
  'ST-03': { rule: 'no new quote in a stablecoin that has left its peg' },
  'ST-04': { rule: 'the fixing is a term of the contract, never a default' },
  'ST-05': { rule: 'an expiry is an instant in the future, at the cut unless approved otherwise' },
  'TR-01': { rule: 'credit is enough after the trade: reserved at release, consumed at acceptance' },
  'TR-02': { rule: 'caps on notional and greeks hold: per trade, client, trader, firm, product and tenor' },
  'TR-03': { rule: 'geared products count at their most', notYet: NO_GEARED },
  'TR-04': {
    rule: 'a person’s price stays near the model’s mid: beyond a tolerance two people send it, beyond a limit nobody; one option’s stays between its intrinsic value and all it can pay. A quote is firm: an acceptance is not compared with the market anew, which would be last look',
  },
  'TR-05': { rule: 'market data is fresh and agrees' },
  'TR-06': {
    rule: 'nothing is quoted where the model has no number, nor, without a person, by a version of it that was not validated, where the policy names those that were',
    beyond:
      'the model and its validation report in an approval are evidence: the versions that count are those of the policy',
  },
  'TR-07': {
    rule: 'a strike below a fifth of spot or above five times is stopped; a quantity of more than ten times what the client usually trades is priced by a person',
  },
  'TR-08': {
    rule: 'accepting twice under one id trades once, asking twice under one id asks once; the same terms asked for again under another id are quoted with a note',
  },
  'TR-09': { rule: 'what has expired or was replaced cannot be accepted; the server’s clock decides' },
  'TR-10': {
    rule: 'above a threshold a second person looks, and at a client’s first trade in a product where the policy says so; nobody approves their own',
  },
  'TR-11': { rule: 'an exception needs a reason, a second person and an end; the law has none' },
  'TR-12': { rule: 'a kill switch, or rules that cannot be read, stop quoting and pull quotes' },
  'TR-13': {
    rule: 'a price lies over the model’s value by what its approvals allow, where one sets a band; the text on mark-ups goes with the quote',
  },
  'TR-14': { rule: 'the firm says that it acts as principal, and the client’s consent to each trade is kept' },
  'TR-15': {
    rule: 'requests are throttled, by account and by connection; a client who asks for many quotes and trades on hardly any is named to the desk',
  },
  'TR-16': { rule: 'every convention of a target redemption forward is explicit', notYet: NO_GEARED },
  'BK-01': { rule: 'an accepted trade is never lost: what cannot be booked is held' },
  'BK-02': { rule: 'terms are never edited: what adds risk is a new trade' },
  'BK-03': {
    rule: 'a confirmation goes out with the booking, and the client affirms or disputes it; a contract note is issued unless a valid opt-out says otherwise; a trade unbooked after a minute, held after fifteen, disputed, not affirmed after one business day, without its note after two, is told of',
  },
  'BK-04': {
    rule: 'a confirmation has its UTI, and is flagged as interim while there is no UPI; compliance decides whether a trade is reportable and records its report; what is undecided after one business day or unreported after two is told of',
    beyond: 'the report itself is not sent from here: its particulars stand in the confirmation',
  },
  'BK-05': { rule: 'a disrupted fixing runs the trade’s own fallbacks', notYet: NO_SETTLEMENT },
  'BK-06': { rule: 'existing obligations are performed whatever the approvals say', notYet: NO_SETTLEMENT },
  'AU-01': { rule: 'every decision is recorded in its own transaction; what cannot be recorded does not happen' },
  'AU-02': { rule: 'the hash chain is verified daily, and a break raises an alarm' },
  'AU-03': { rule: 'nothing is quoted while the clock differs from the database’s by more than a setting' },
  'AU-04': {
    rule: 'a trade by voice or message has its recording',
    notYet: 'there is no channel but the interface: no trade is taken by voice',
  },
  'AU-05': { rule: 'nothing is deleted before its retention ends; a legal hold goes first' },
};
