/**
 * Settings of the service, as the environment variables they were given by. They are read once at the boundary and
 * handed to every hook, so that a hook needs no environment and a recording holds everything an answer depends on.
 */
export type Settings = Readonly<Record<string, string>>
