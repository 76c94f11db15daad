import { serveStatic } from '@hono/node-server/serve-static'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './deps'

/**
 * The built web application: files with a hash in their name for ever, everything else revalidated, and the start page
 * for every address that only the browser knows.
 */
export function serveWeb(app: OpenAPIHono<ApiEnv>, folder: string): void {
  app.use('/assets/*', async (c, next) => {
    c.header('Cache-Control', 'public, max-age=31536000, immutable')
    await next()
  })
  app.use('*', async (c, next) => {
    if (!c.req.path.startsWith('/assets/')) c.header('Cache-Control', 'no-cache')
    await next()
  })
  app.get('*', serveStatic({ root: folder }))
  const startPage = serveStatic({ root: folder, path: 'index.html' })
  app.get('*', (c, next) => (isPage(c.req.path) ? startPage(c, next) : next()))
}

/** Addresses of screens have no file extension. */
function isPage(path: string): boolean {
  return !path.startsWith('/assets/') && !path.slice(path.lastIndexOf('/')).includes('.')
}
