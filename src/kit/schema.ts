// Hook authors import the kit alone; the schema builder is part of it.
export * from '../protocol/schema.ts'
