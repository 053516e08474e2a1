import t from 'tap'
import { hasStaticMembers, hungAfterSeconds, isPaused, rebalancesByItself, replacesHungMembers } from '../../../../../hooks/kaspr/kasprapp/members/switches.ts'
import { appWith } from './given.ts'

const off = { AUTO_REBALANCE_ENABLED: 'false', HUNG_MEMBER_DETECTION_ENABLED: 'false' }

for (const [value, wanted] of [['true', true], ['1', true], ['YES', true], ['false', false], ['on', false], ['', false]] as const) {
  t.test(`the annotation "${value}" overrules the setting`, async (t) => {
    t.equal(rebalancesByItself(appWith({ annotations: { 'kaspr.io/auto-rebalance': value }, settings: wanted ? off : {} })), wanted)
    t.equal(replacesHungMembers(appWith({ annotations: { 'kaspr.io/hung-member-detection-enabled': value }, settings: wanted ? off : {} })), wanted)
  })
}

t.test('without an annotation the setting counts', async (t) => {
  t.same([rebalancesByItself(appWith()), replacesHungMembers(appWith())], [true, true])
  t.same([rebalancesByItself(appWith({ settings: off })), replacesHungMembers(appWith({ settings: off }))], [false, false])
})

for (const [value, seconds] of [['60', 60], [' 60 ', 60], ['0', 0], ['-1', 300], ['1.5', 300], ['x', 300], ['', 300], ['1234567890', 300]] as const) {
  t.test(`a threshold of "${value}" is ${seconds} s`, async (t) => {
    t.equal(hungAfterSeconds(appWith({ annotations: { 'kaspr.io/hung-rebalancing-threshold-seconds': value } })), seconds)
  })
}

t.test('members are static and an app is not paused, unless it says "true" in any case', async (t) => {
  for (const [value, is] of [['true', true], ['TRUE', true], ['1', false], ['yes', false]] as const) {
    t.equal(hasStaticMembers(appWith({ annotations: { 'kaspr.io/disable-static-group-membership': value } })), !is)
    t.equal(isPaused({ 'kaspr.io/pause-reconciliation': value }), is)
  }
  t.same([hasStaticMembers(appWith()), isPaused(undefined)], [true, false])
})
