import type { ClientFile, ClientFileVersion } from '../contracts/client.ts';

/** The next instant after `now` at which something in a file begins or ends by itself; null when nothing does. UTC epoch ms. */
export function nextFileChangeAt(files: Iterable<ClientFileVersion>, now: number): number | null {
  let next: number | null = null;
  for (const { file } of files) {
    for (const instant of instantsOf(file)) {
      const at = Date.parse(instant);
      if (at > now && (next === null || at < next)) next = at;
    }
  }
  return next;
}

function instantsOf(file: ClientFile): string[] {
  const knowledge = [file.vaKnowledge, file.derivativesKnowledge].flatMap((assessment) => assessment ?? []);
  const preApproval = file.connectedPerson?.preApproval;
  return [
    file.reconfirmBy,
    ...file.evidence.flatMap(({ date, validUntil }) => [date, validUntil]),
    ...knowledge.flatMap(({ date, validUntil }) => [date, validUntil]),
    ...file.documents.flatMap(({ from, until }) => [from, ...(until === null ? [] : [until])]),
    ...file.cpiAssessments.flatMap(({ validFrom, reviewBy, consent }) => [
      validFrom,
      reviewBy,
      ...(consent === null ? [] : [consent.date, consent.renewBy]),
    ]),
    ...(preApproval === null || preApproval === undefined ? [] : [preApproval.from, preApproval.until]),
  ];
}
