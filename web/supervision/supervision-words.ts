import type { Supervision, SupervisionAsk } from '../api'
import type { Tongue } from '../hotspots/place-words'

/** How it stands, for whoever looks at its subject: `已提请督办 · 1月18日`. */
export function stateWords({ status, rank, asked_on, ordered_on }: Supervision, { t, format }: Tongue): string {
  const date = status === 'ordered' ? ordered_on : asked_on
  const state = status === 'ordered' && rank ? t(`values.supervision_rank.${rank}`) : t('supervision.asked')
  return [state, date && format.day(date)].filter(Boolean).join(' · ')
}

/** Who asked and who ordered, by role and place: `天水路社区提请 1月18日 · 街道督办 1月18日`. */
export function lifeWords(one: Supervision, { t, format }: Tongue): string {
  const { asked_on, asked_role, asked_for, ordered_on, ordered_role, rank, ended_on, status } = one
  const role = (value: Supervision['asked_role']) => (value ? t(`values.role.${value}`) : '')
  const asked =
    asked_on &&
    t('supervision.asked_by', {
      who: asked_for ?? role(asked_role),
      role: role(asked_role),
      date: format.day(asked_on),
    })
  const ordered =
    ordered_on &&
    rank &&
    t('supervision.ordered_by', {
      ...{ rank: t(`values.supervision_rank.${rank}`), role: role(ordered_role), date: format.day(ordered_on) },
    })
  const ended = status === 'closed' && ended_on && t('supervision.ended', { date: format.day(ended_on) })
  return [asked, ordered, ended].filter(Boolean).join(' · ')
}

/** How many of the set are still open. */
export function setWords({ cases, open_cases, status }: Supervision, { t, format }: Tongue): string {
  const named = { cases: format.number(cases), open: format.number(open_cases) }
  if (status === 'closed') return t('supervision.set_warm', named)
  return t(open_cases === 0 ? 'supervision.set_ended' : 'supervision.set_open', named)
}

/** The open one about a subject; an area is known by any of its cells, since the strongest may change. */
export function openAbout(
  supervisions: readonly Supervision[],
  { subject }: Pick<SupervisionAsk, 'subject'>,
): Supervision | undefined {
  const keys = subject.kind === 'cells' ? [subject.key, ...subject.cells] : [subject.key]
  return supervisions.find(
    ({ kind, key, status }) =>
      kind === subject.kind && keys.includes(key) && (status === 'asked' || status === 'ordered'),
  )
}
