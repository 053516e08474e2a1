// Names that pods refer to.

export const quotaName = 'default-quota'
export const serviceAccountName = 'env-runtime'
