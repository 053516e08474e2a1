import t from 'tap'
import { kasprApp } from '../../../hooks/kaspr/kasprapp/controller.ts'
import { kasprSettingProblems, kasprSettings } from '../../../hooks/kaspr/settings.ts'

const numbers = { INITIAL_MAX_REPLICAS: 'initialMaxReplicas', HPA_SCALE_UP_POLICY_PODS_PER_STEP: 'scaleUpPods', HPA_SCALE_UP_POLICY_PERIOD_SECONDS: 'scaleUpPeriodSeconds' } as const
const names = ['INITIAL_MAX_REPLICAS', 'HPA_SCALE_UP_POLICY_PODS_PER_STEP', 'HPA_SCALE_UP_POLICY_PERIOD_SECONDS'] as const

t.test('defaults are upstream\'s', async (t) => {
  t.match(kasprSettings({}), { initialMaxReplicas: 1, scaleUpPods: 4, scaleUpPeriodSeconds: 60, imageRegistry: '' })
  t.match(kasprSettings({ INITIAL_MAX_REPLICAS: '', KASPR_IMAGE_REGISTRY: '', HPA_SCALE_UP_POLICY_PODS_PER_STEP: ' ' }), { initialMaxReplicas: 1, scaleUpPods: 4, imageRegistry: '' }, 'empty counts as absent')
  t.same(kasprSettingProblems({}), [])
})

t.test('whole numbers are read, and the words that upstream reads as one', async (t) => {
  for (const name of names) {
    t.equal(kasprSettings({ [name]: '12' })[numbers[name]], 12, name)
    for (const word of ['1', 'true', 'True', 'yes', ' 1 ']) t.equal(kasprSettings({ [name]: word })[numbers[name]], 1, `${name}=${word}`)
    t.same(kasprSettingProblems({ [name]: '12' }), [])
  }
})

t.test('nonsense stops the service at start, named by its variable', async (t) => {
  for (const name of names) {
    for (const value of ['0', 'false', 'no', '-1', '1.5', '1e3', 'many', 'NaN', 'Infinity', '0x10', '99999999999999999999']) {
      t.same(kasprSettingProblems({ [name]: value }).map(({ path }) => path), [name], `${name}=${value}`)
    }
  }
  t.same(kasprSettingProblems({ HPA_SCALE_UP_POLICY_PERIOD_SECONDS: '1801' }).length, 1, 'the API server takes half an hour at most')
  t.same(kasprApp.settingProblems({ INITIAL_MAX_REPLICAS: 'x' }).length, 1, 'the controller says so, too')
})

t.test('trailing slashes of the registry are cut', async (t) => {
  t.equal(kasprSettings({ KASPR_IMAGE_REGISTRY: 'example.com/a//' }).imageRegistry, 'example.com/a')
})

t.test('every variable can be referred to by packages', async (t) => {
  t.equal(kasprSettings({ TOKEN: 'x' }).variables['TOKEN'], 'x')
})
