// Names that pods refer to.

export const quotaName = 'default-quota'
export const serviceAccountName = 'env-runtime'

/** Secret for pulling images: the one beside the Project, and its copy. */
export const registrySecretName = 'registry-credentials'

/** Secret with a token for private repositories; without it they are read without a login. */
export const gitTokenSecret = 'git-token'
