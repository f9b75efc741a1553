import type { Response } from 'express';

/** Writes as fast as the reader reads; false when the reader has gone. */
export async function written(res: Response, text: string): Promise<boolean> {
  if (res.destroyed) return false;
  if (res.write(text)) return true;
  return new Promise((resolve) => {
    const settle = (more: boolean) => () => {
      res.off('drain', onDrain).off('close', onClose);
      resolve(more);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    res.once('drain', onDrain).once('close', onClose);
  });
}
