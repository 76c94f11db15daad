import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { ApiProblem, readWatch } from '../api'
import { useCityCode } from '../queries'

/** How long to wait before the next question while the server still reads its cases. */
const fillingDelay_ms = 1000

/** The places to watch of the account's own area, over the usual period. */
export function useWatch() {
  const code = useCityCode()
  return useQuery({
    queryKey: computed(() => ['hotspots', code.value, 'watch']),
    queryFn: () => readWatch(code.value),
    retry: (failures, thrown) => {
      const status = thrown instanceof ApiProblem ? thrown.status : 0
      return status === 503 || (failures < 2 && (status === 0 || status >= 500))
    },
    retryDelay: fillingDelay_ms,
  })
}
