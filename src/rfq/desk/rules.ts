/** Why a request may need a person. Stored with the request, and named by the policy. */
export const ROUTING_RULES = [
  'MANUAL',
  'CLIENT',
  'PRODUCT',
  'APPROVAL',
  'SIZE',
  'VEGA',
  'UNUSUAL',
  'FIRST_TRADE',
  'HOURS',
  'CREDIT',
  'MARKET',
  'MODEL_RANGE',
] as const;
export type RoutingRule = (typeof ROUTING_RULES)[number];
