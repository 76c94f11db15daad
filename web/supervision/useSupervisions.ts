import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  askSupervision,
  errorKey,
  readSupervisions,
  takeSupervisionStep,
  type Supervision,
  type SupervisionAsk,
} from '../api'
import { useCityCode, useSession } from '../queries'
import { useToasts, type ToastAction } from '../ui/toast'

type Step = Supervision['steps'][number]
type Answer = Awaited<ReturnType<typeof readSupervisions>>

/** The supervisions whose cases this person reads, open ones first. */
export function useSupervisions() {
  const code = useCityCode()
  const session = useSession()
  return useQuery({
    queryKey: computed(() => ['supervisions', code.value]),
    queryFn: () => readSupervisions(code.value),
    enabled: () => session.value?.rights.cases === true,
  })
}

/** Asking, and every step after it; each says what was done and offers the way back. */
export function useSupervise() {
  const { t } = useI18n()
  const { show } = useToasts()
  const code = useCityCode()
  const client = useQueryClient()
  const busy = ref(false)

  const ask = (wanted: SupervisionAsk) => settle(() => askSupervision(code.value, wanted), 'withdraw')
  const take = (id: number, step: Step) =>
    settle(() => takeSupervisionStep(code.value, id, step), step === 'withdraw' ? 'restore' : 'withdraw')

  async function settle(write: () => Promise<Supervision>, back: 'withdraw' | 'restore') {
    busy.value = true
    try {
      const written = await write()
      keep(written)
      show(t(doneKeys[written.status]), 'good', backOf(written, back))
    } catch (thrown) {
      show(t(errorKey(thrown)), 'bad')
    } finally {
      busy.value = false
    }
  }

  /** An order that was taken back may have left an ask: ordering it again restores it. */
  function backOf({ id, status, steps }: Supervision, back: 'withdraw' | 'restore'): ToastAction | undefined {
    const step = back === 'restore' && status === 'asked' ? 'order' : back
    const isOffered = step === 'restore' ? status === 'withdrawn' : steps.includes(step)
    return isOffered ? { text: t('supervision.undo'), run: () => void take(id, step) } : undefined
  }

  function keep(written: Supervision) {
    const queryKey = ['supervisions', code.value]
    client.setQueryData<Answer>(queryKey, (known) => {
      const others = (known?.supervisions ?? []).filter(({ id }) => id !== written.id)
      const isNew = known !== undefined && others.length === known.supervisions.length
      const supervisions = written.status === 'withdrawn' ? others : [written, ...others]
      return { total: (known?.total ?? 0) + (isNew ? 1 : 0), supervisions }
    })
    // The feed may have been faster than the answer.
    void client.invalidateQueries({ queryKey })
  }

  return { busy, ask, take }
}

const doneKeys = {
  asked: 'supervision.done_asked',
  ordered: 'supervision.done_ordered',
  withdrawn: 'supervision.done_withdrawn',
  closed: 'supervision.done_closed',
} as const satisfies Record<Supervision['status'], string>
