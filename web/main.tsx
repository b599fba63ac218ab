// The browser's beginning: styles, theme, router. Everything else is loaded by the pages.
import 'virtual:colours.css'
import '@mantine/core/styles.css'
import '@fontsource-variable/inter/wght.css'
import './app/base.css'
import { MantineProvider } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { whoAmI } from '#contract/accounts'
import { CallError, touch } from './app/call.ts'
import { makeRouter } from './app/routes.tsx'
import { styleNonce, theme, variables } from './app/theme.ts'

// The scroll lock of dialogs makes style tags of its own and looks for the nonce here.
;(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce()

// A session that ended shows itself as a 401 somewhere: asking who we are again leads to the sign-in page.
const onError = (error: unknown) => {
  if (error instanceof CallError && error.status === 401) void touch(queries, whoAmI)
}
const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => { if (query.queryKey[0] !== whoAmI.path) onError(error) } }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only silence and server trouble are worth asking again.
      retry: (count, error) => count < 2 && error instanceof CallError && (error.status === 0 || error.status >= 502),
    },
  },
})
const router = makeRouter()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
