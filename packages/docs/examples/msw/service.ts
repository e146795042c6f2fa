import { http, HttpResponse } from 'msw'
import { startSandbox } from '@block-slots/sandbox'

/** A sandbox in this process, without a port. */
export const sandbox = await startSandbox()

/** Requests for HighLevel go to the sandbox; the program under test does not notice. */
export const handlers = [
  http.all('https://services.leadconnectorhq.com/*', async ({ request }) => {
    try {
      return await sandbox.fetch(request)
    } catch {
      // A fault of the sandbox such as a broken connection: a network error for the program too.
      return HttpResponse.error()
    }
  }),
]
