import t from 'tap'
import { openBrowser } from './browser.ts'

t.test('without a browser these tests fail, and say what to install', async (t) => {
  const expected = { code: 'TEST_NO_BROWSER', message: /Debian package `chromium`.*CHROMIUM_BIN/ }
  await t.rejects(openBrowser({ PATH: t.testdir() }), expected)
  await t.rejects(openBrowser({}), expected)
  await t.rejects(openBrowser({ CHROMIUM_BIN: `${t.testdir()}/none` }), expected)
})
