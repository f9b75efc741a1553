import type { ApprovalDecisionView } from '../../contracts/approval-answers.ts';

/** A row of the matrix: one contract in one settlement and direction, with what each class of client may do. */
export interface MatrixRow {
  readonly key: string;
  readonly label: string;
  readonly cells: ReadonlyMap<string, ApprovalDecisionView>;
}

export interface Matrix {
  readonly classes: readonly string[];
  readonly rows: readonly MatrixRow[];
}

/** The decisions side by side: contracts down, client classes across. */
export function toMatrix(items: readonly ApprovalDecisionView[]): Matrix {
  const classes = [...new Set(items.map(({ clientClass }) => clientClass))];
  const rows = new Map<string, { label: string; cells: Map<string, ApprovalDecisionView> }>();
  for (const item of items) {
    const { productType, underlying, settlement, direction, clientClass } = item;
    const label = `${productType} ${underlying} ${settlement.style} ${settlement.currency}, ${direction}`;
    const row = rows.get(label) ?? { label, cells: new Map<string, ApprovalDecisionView>() };
    row.cells.set(clientClass, item);
    rows.set(label, row);
  }
  return { classes, rows: [...rows].map(([key, row]) => ({ key, ...row })) };
}

/** A mark, a word and a look: any one of them says it. */
export function cellLook({ allowed, verdict }: Pick<ApprovalDecisionView, 'allowed' | 'verdict'>) {
  if (allowed) return { mark: '✓', word: 'allowed', className: 'cell-yes' } as const;
  if (verdict === 'suspended' || verdict === 'denied') {
    return { mark: verdict === 'suspended' ? '‖' : '⊘', word: verdict, className: 'cell-stopped' } as const;
  }
  return { mark: '·', word: verdict, className: 'cell-no' } as const;
}
