// Turns the times of the loops into ns per event. Pure arithmetic: the caller passes what ran and what did not.

/** @typedef {{ key: string, attached: boolean, loopsNs: number[] }} Loops one way of tracing, with a time for each round */
/** @typedef {{ events: number, parts: Loops[] }} Measured the program's output; `events` is the number in each loop */
/** @typedef {{ minNs: number, medianNs: number, ratio: number }} Figures ns an event; ratio to one read of the time stamp */
/** @typedef {{ key: string, label: string } & (Figures | { absent: string })} Row */

/** The tracer that a part needs; absent: none. @type {{ key: string, label: string, tracer?: Tracer, header?: string }[]} */
const parts = [
  { key: 'rdtsc', label: 'one time stamp: rdtsc' },
  { key: 'clock_gettime', label: 'one time stamp: clock_gettime' },
  { key: 'recorder_small', label: 'recorder, 1,024 events (32 KiB)' },
  { key: 'recorder', label: 'recorder, 262,144 events (8 MiB)' },
  { key: 'recorder_probe', label: 'the same, called in a shared library' },
  { key: 'lttng_overwrite', label: 'LTTng-UST, overwriting ring', tracer: 'lttng', header: 'liblttng-ust-dev' },
  { key: 'lttng_discard', label: 'LTTng-UST, written to a file', tracer: 'lttng', header: 'liblttng-ust-dev' },
  { key: 'lttng_off', label: 'LTTng-UST, disabled', header: 'liblttng-ust-dev' },
  { key: 'usdt_attached', label: 'USDT, counted by bpftrace', tracer: 'bpftrace', header: 'systemtap-sdt-dev' },
  { key: 'usdt_off', label: 'USDT, not attached', header: 'systemtap-sdt-dev' },
];

/** @typedef {'lttng' | 'bpftrace'} Tracer */
/** Why a tracer is not listening; absent: the tracer listens. @typedef {Partial<Record<Tracer, string>>} Silent */

/** @param {Measured} measured @param {Silent} silent @returns {Row[]} */
export function rowsOf(measured, silent) {
  const reference = referenceOf(measured);
  return parts.map(({ key, label, tracer, header }) => {
    const differences = differencesNs(measured, key);
    if (differences === undefined)
      return { key, label, absent: header === undefined ? 'not on this CPU' : notInstalled(header) };
    const attached = measured.parts.some((part) => part.key === key && part.attached);
    if (attached !== (tracer !== undefined))
      return { key, label, absent: tracer === undefined ? 'another tracer listens to it' : unheard(silent[tracer]) };
    return { key, label, ...figuresOf(differences, reference) };
  });
}

/** @param {string} debianPackage */
export const notInstalled = (debianPackage) => `not installed (apt-get install ${debianPackage})`;

const unheard = (/** @type {string | undefined} */ reason) => reason ?? 'its tracer did not listen';

/** The cost of one read of the time stamp, by round. @param {Measured} measured */
function referenceOf(measured) {
  const reference = differencesNs(measured, 'rdtsc') ?? differencesNs(measured, 'clock_gettime');
  if (reference === undefined) throw new Error('the program timed no clock');
  return reference;
}

/** The traced loop minus the untraced one of the same round, for each event. @param {Measured} measured @param {string} key */
function differencesNs({ events, parts }, key) {
  const loops = (/** @type {string} */ wanted) => parts.find((part) => part.key === wanted)?.loopsNs;
  const untraced = loops('untraced') ?? [];
  return loops(key)?.map((ns, round) => (ns - (untraced[round] ?? Number.NaN)) / events);
}

/** @param {number[]} differences @param {number[]} reference @returns {Figures} */
function figuresOf(differences, reference) {
  return {
    minNs: Math.min(...differences),
    medianNs: median(differences),
    ratio: median(differences.map((ns, round) => ns / (reference[round] ?? Number.NaN))),
  };
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The resolution: a figure below the time of an untraced iteration cannot be distinguished from 0. @param {Measured} measured */
export function resolutionOf(measured) {
  const untraced = measured.parts.find(({ key }) => key === 'untraced')?.loopsNs ?? [];
  const { medianNs, ratio } = figuresOf(
    untraced.map((ns) => ns / measured.events),
    referenceOf(measured),
  );
  return { ns: medianNs, ratio };
}

/** Limit for the recorder, in reads of the time stamp. */
export const goalRatio = 1.2;

/** Compares the recorder, as the tool uses it, with the goal. @param {Row[]} rows */
export function goalOf(rows) {
  const row = rows.find(({ key }) => key === 'recorder');
  if (row === undefined || 'absent' in row) throw new Error('the program timed no recorder');
  return { limit: goalRatio, ratio: row.ratio, met: row.ratio <= goalRatio };
}
