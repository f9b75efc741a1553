import { v7 as uuidv7 } from 'uuid';

/** Makes the server's ids: a prefix and 32 hexadecimal digits that sort by time of creation. */
export type IdSource = (prefix: string) => string;

export const uuidIds: IdSource = (prefix) => `${prefix}_${uuidv7().replaceAll('-', '')}`;
