import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { sessionQuery } from './queries'
import { useToasts } from './ui/toast'

/** What to do when an answer says that the session is over (elsewhere, or by its age): say so once, and forget it. */
export function useSessionEnd() {
  const { t } = useI18n()
  const { show } = useToasts()
  const client = useQueryClient()
  return () => {
    if (client.getQueryData(sessionQuery.queryKey)) show(t('app.session_ended'), 'bad')
    client.setQueryData(sessionQuery.queryKey, null)
  }
}
