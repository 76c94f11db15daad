/** Set to anything but nothing, 0 or false: this is a machine on which everything has to run. */
export const isCi = !['', '0', 'false'].includes(process.env.CI ?? '')

const mark = /\[shared test input .+ is absent\]/

/** Marks the title of a suite that does not run without a file of the shared test input. */
export function absentInput(path: string): string {
  return `[shared test input ${path} is absent]`
}

/** What is said of tests that did not run, and how many of them fail the run. */
export interface Judgement {
  lines: string[]
  failures: number
}

/**
 * The rule about tests that did not run: they are named, and in CI they fail the run. Excepted are those that read the
 * shared test input where it is absent, since it is not part of a clone.
 * @param skipped titles, with those of the suites around them
 */
export function judgeSkipped(skipped: readonly string[], ci = isCi): Judgement {
  const reasons = new Map<string, number>()
  const others: string[] = []
  for (const title of skipped) {
    const reason = mark.exec(title)?.[0]
    if (reason === undefined) others.push(title)
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return {
    lines: [
      ...[...reasons].map(
        ([reason, suites]) => `${suites === 1 ? 'A suite' : `${suites} suites`} did not run: ${reason.slice(1, -1)}`,
      ),
      ...others.map((title) => `${ci ? 'FAIL in CI, as it' : 'This test'} did not run: ${title}`),
    ],
    failures: ci ? others.length : 0,
  }
}
