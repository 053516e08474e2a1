import type { TryBody } from '../../studio/api/bodies.ts'

/** A command that asks the same. The body is one line of JSON, so that nothing in it can end it; the token stays out of clipboards. */
export const tryCommand = (url: string, body: TryBody): string =>
  `curl -sS -H "authorization: Bearer $STUDIO_TOKEN" -H 'content-type: application/json' --data-binary @- '${url.replaceAll("'", '%27')}' <<'JSON'\n${JSON.stringify(body)}\nJSON\n`
