/**
 * What Kubernetes allows as a name, a key or a label value (k8s.io/apimachinery/pkg/util/validation, v0.36). Every
 * function answers with a problem that finishes a sentence (`metadata.name must …`), or with undefined if all is well.
 */

const labelMost = 63
const subdomainMost = 253

const labelPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const subdomainPattern = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const qualifiedPattern = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/
/** Printable ASCII, space included, without `=`. */
const envPattern = /^[ -<>-~]+$/
const configMapKeyPattern = /^[-._a-zA-Z0-9]+$/

const labelRule = `must be a DNS label: 1 to ${labelMost} of a-z, 0-9 and '-', with a letter or digit first and last`
const subdomainShape =
  `1 to ${subdomainMost} of a-z, 0-9, '-' and '.', with a letter or digit first and last in every part between dots`
const subdomainRule = `must be a DNS subdomain: ${subdomainShape}`
const qualifiedShape = `${labelMost} letters, digits, '-', '_' and '.', with a letter or digit first and last`
const labelValueRule = `must be a label value: empty, or up to ${qualifiedShape}`
const qualifiedRule = `must be a name of 1 to ${qualifiedShape}, optionally behind a DNS subdomain and '/'`
const prefixRule = `must have a DNS subdomain before '/': ${subdomainShape}`
const envNameRule = "must be an environment variable name: one or more printable ASCII characters other than '='"
const configMapKeyRule =
  `must be a ConfigMap key: 1 to ${subdomainMost} letters, digits, '-', '_' and '.', not '.' and not beginning with '..'`

/** RFC 1123 label: namespaces, containers, volumes. */
export const dnsLabelProblem = (text: string): string | undefined =>
  fits(text, labelPattern, labelMost) ? undefined : labelRule

/** RFC 1123 subdomain: names of most objects, hosts. The limit of a single part is the DNS's own and not checked here. */
export const dnsSubdomainProblem = (text: string): string | undefined =>
  fits(text, subdomainPattern, subdomainMost) ? undefined : subdomainRule

/** Value of a label; empty is allowed. */
export const labelValueProblem = (text: string): string | undefined =>
  text === '' || fits(text, qualifiedPattern, labelMost) ? undefined : labelValueRule

/** Key of a label, what Kubernetes calls a qualified name: `name` or `example.com/name`. */
export const labelKeyProblem = (text: string): string | undefined => {
  const slash = text.indexOf('/')
  if (!fits(text.slice(slash + 1), qualifiedPattern, labelMost)) return qualifiedRule
  return slash < 0 || fits(text.slice(0, slash), subdomainPattern, subdomainMost) ? undefined : prefixRule
}

/** Key of an annotation: as for labels, but the prefix may have capitals, because Kubernetes lowers the key first. */
export const annotationKeyProblem = (text: string): string | undefined =>
  // Go lowers the dotted capital I (U+0130) to one plain letter, JavaScript to a letter and a combining dot.
  labelKeyProblem(text.replaceAll('\u0130', 'i').toLowerCase())

/** Name of a variable in a container's `env`. */
export const envNameProblem = (text: string): string | undefined => (envPattern.test(text) ? undefined : envNameRule)

/** Key in the data of a ConfigMap or Secret. */
export const configMapKeyProblem = (text: string): string | undefined =>
  fits(text, configMapKeyPattern, subdomainMost) && text !== '.' && !text.startsWith('..') ? undefined : configMapKeyRule

/** Length first: it bounds the work of the pattern. All patterns are ASCII, so characters are bytes. */
const fits = (text: string, pattern: RegExp, most: number): boolean => text.length <= most && pattern.test(text)
