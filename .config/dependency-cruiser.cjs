/** Who may import whom (docs/architecture.md). */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'data-is-a-leaf',
      severity: 'error',
      from: { path: '^data/' },
      to: { path: '^(web|server|tests)/' },
    },
    {
      name: 'server-knows-data-only',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(web|tests)/' },
    },
    {
      name: 'web-knows-the-api-as-a-type',
      comment: 'Only web/api.ts may name the server, and only its types.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/api\\.ts$' },
      to: { path: '^server/' },
    },
    {
      name: 'no-server-code-in-the-browser',
      severity: 'error',
      from: { path: '^web/api\\.ts$' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'web-knows-no-tests', severity: 'error', from: { path: '^web/' }, to: { path: '^tests/' } },
    {
      name: 'screens-are-strangers',
      severity: 'error',
      from: {
        path: '^web/(session|explore|morning|problems|planning|targets|ledger|rounds|cards|outages|admin|public)/',
      },
      to: {
        path: '^web/(session|explore|morning|problems|planning|targets|ledger|rounds|cards|outages|admin|public)/',
        pathNot: '^web/$1/',
      },
    },
    {
      name: 'map-knows-no-screens',
      severity: 'error',
      from: { path: '^web/(map|ui|hotspots|supervision)/' },
      to: {
        path: '^web/(session|explore|morning|problems|planning|targets|ledger|rounds|cards|outages|admin|public)/',
      },
    },
    {
      name: 'ui-knows-no-heating',
      severity: 'error',
      from: { path: '^web/ui/' },
      to: { path: '^(data/|web/(map|api\\.ts))' },
    },
    {
      name: 'one-import-of-maplibre',
      severity: 'error',
      from: { path: '^(web|server|data)/', pathNot: '^web/map/engine\\.ts$' },
      to: { path: 'node_modules/maplibre-gl/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'element-plus-behind-ui',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/ui/' },
      to: { path: 'node_modules/element-plus/' },
    },
    {
      name: 'routes-are-private',
      comment: "Another module's queries: yes. Its routes: never.",
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/api\\.ts$' },
      to: { path: '^server/[^/]+/routes\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
