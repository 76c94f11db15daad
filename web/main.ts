import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { ApiProblem } from './api'
import App from './App.vue'
import { i18n } from './i18n'
import { applyPreferences } from './preferences'
import { createAppRouter } from './router'
import './styles/tokens.css'
import './styles/base.css'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Without a connection say so, instead of waiting for one in silence.
      networkMode: 'always',
      // A refusal stays a refusal; only a lost connection or a busy server is worth asking again.
      retry: (failures, thrown) =>
        failures < 2 && !(thrown instanceof ApiProblem && thrown.status > 0 && thrown.status < 500),
    },
    mutations: { networkMode: 'always' },
  },
})

await applyPreferences()
createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: queries }).use(createAppRouter(queries)).mount('#app')
