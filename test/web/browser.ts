import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import createError from '@fastify/error'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const NoBrowser = createError('TEST_NO_BROWSER', 'There is no Chromium: install the Debian package `chromium`, or name one in CHROMIUM_BIN', 500)

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

type Environment = Readonly<Record<string, string | undefined>>

const onPath = (env: Environment): string | undefined =>
  (env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file))

/** Starts Chromium: the one in CHROMIUM_BIN, else the first on the PATH. Throws an error that says what to install. */
export const openBrowser = async (env: Environment = process.env): Promise<Browser> => {
  const executablePath = env['CHROMIUM_BIN'] ?? onPath(env)
  if (executablePath === undefined || !existsSync(executablePath)) throw new NoBrowser()
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}
