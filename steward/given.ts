import { trusted } from '../src/protocol/trusted.ts'

type Given<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** The fields that have a value: in what is stored, nothing stands as undefined. */
export const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  trusted<Given<Fields>>(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)))
