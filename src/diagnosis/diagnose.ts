import { judgeKey } from "./judge_key.ts";
import { type Raised, readOutput } from "./read_output.ts";
import type { Diagnosis, Names, Seen } from "./symptom.ts";
import { SYMPTOMS } from "./symptoms.ts";

/** Causes that only say that something failed: they are left out where the reason is known. */
const EFFECTS: ReadonlySet<string> = new Set(["worker-failed", "server-error", "server-unavailable"]);

/** The causes of several texts in the order of the list, without those that only say that something failed. */
export function ranked(found: readonly Diagnosis[]): readonly Diagnosis[] {
  const causes = found.filter(({ symptom }) => !EFFECTS.has(symptom.cause));
  const place = ({ symptom }: Diagnosis) => SYMPTOMS.indexOf(symptom);
  return (causes.length === 0 ? found : causes).toSorted((a, b) => place(a) - place(b));
}

/**
 * Names the causes that an output or an HTTP answer shows, the best first, each once; none where nothing is
 * recognised. Of a chain of exceptions the last one that is recognised goes before those that led to it.
 */
export function diagnose(seen: Seen, names: Names): readonly Diagnosis[] {
  const found = SYMPTOMS.flatMap((symptom): readonly Diagnosis[] => {
    const sighting = symptom.find(seen, names);
    return sighting === null ? [] : [{ symptom, sighting }];
  });
  const causes = withAlternatives(found.filter(({ symptom }) => !EFFECTS.has(symptom.cause)), seen, names);
  if (causes.length === 0) return found;
  const places = causes.map((cause) => placeOf(cause, readOutput(seen).raised));
  const led = (index: number) =>
    places.some((other) => {
      const place = places[index];
      return place !== null && place !== undefined && other !== null && other.chain === place.chain &&
        other.index > place.index;
    });
  return [...causes.filter((_, index) => !led(index)), ...causes.filter((_, index) => led(index))];
}

/** Where the words that show a cause of the key mean another one as well, that one follows. */
function withAlternatives(found: readonly Diagnosis[], seen: Seen, names: Names): readonly Diagnosis[] {
  return found.flatMap((each): readonly Diagnosis[] => {
    const { cause } = each.symptom;
    const { or = null } = judgeKey(seen, names).find((verdict) => verdict.cause === cause) ?? {};
    const other = SYMPTOMS.find((symptom) => symptom.cause === or);
    if (other === undefined || found.some(({ symptom }) => symptom === other)) return [each];
    return [each, { symptom: other, sighting: each.sighting, insteadOf: cause }];
  });
}

interface Place {
  readonly chain: number;
  readonly index: number;
}

/** Which exception a sighting belongs to; null for a line that stands beside them. */
function placeOf({ sighting }: Diagnosis, raised: readonly Raised[]): Place | null {
  const index = raised.findIndex(({ head, body }) =>
    head.number === sighting.line || body.some(({ number }) => number === sighting.line)
  );
  return index < 0 ? null : { chain: raised[index]?.chain ?? -1, index };
}
