import type { QueryClient } from '@tanstack/vue-query'
import { createRouter, createWebHistory } from 'vue-router'
import { readCities, type Session } from './api'
import { sessionQuery } from './queries'

/** Every screen is a chunk of its own; a screen other than the login needs a session and stands in the frame. */
export function createAppRouter(queries: QueryClient) {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/login', name: 'login', component: () => import('./session/LoginPage.vue'), meta: { open: true } },
      {
        path: '/:city/today',
        name: 'today',
        component: () => import('./morning/MorningPage.vue'),
        meta: { withoutMap: true },
      },
      { path: '/:city/map', name: 'map', component: () => import('./explore/ExplorePage.vue') },
      { path: '/:city/problems', name: 'problems', component: () => import('./problems/ProblemsPage.vue') },
      { path: '/:rest(.*)*', name: 'home', component: () => import('./session/NoCityPage.vue') },
    ],
  })
  router.beforeEach(async (to) => {
    // A session that is known stays so until an answer denies it: a lost connection is no reason to log in again.
    const known = queries.getQueryData<Session | null>(sessionQuery.queryKey)
    const session = known ?? (await queries.fetchQuery(sessionQuery).catch(() => null))
    if (to.meta.open) return session ? '/' : true
    if (!session) return { name: 'login', query: to.path === '/' ? {} : { to: to.fullPath } }
    if (to.name !== 'home') return true
    const city = session.city ?? (await readCities().catch(() => null))?.cities[0]?.code
    return city ? { name: firstScreen(session), params: { city } } : true
  })
  return router
}

/** A secretary begins with what to do today, everybody else on the map. */
function firstScreen({ user }: Session): 'today' | 'map' {
  return user.role === 'secretary' ? 'today' : 'map'
}
