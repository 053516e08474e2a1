import { doctor } from '../../doctor/command.ts'
import { environmentCommands } from '../../environment/commands.ts'
import { kasprCommands } from '../../kaspr/commands.ts'
import { programCommands } from '../../studio/commands/commands.ts'
import type { Command } from './command.ts'
import { diffCommand } from './diff.ts'
import { generate } from './generate.ts'
import { playground } from './playground.ts'
import { renderCommand } from './render.ts'
import { replayCommand } from './replay.ts'
import { serve } from './serve.ts'
import { simulateAll } from './simulate.ts'
import { steward } from './steward.ts'
import { studio } from './studio.ts'

/** All commands, in the order of the help page. */
export const commands: readonly Command[] = [serve, steward, studio, playground, renderCommand, diffCommand, replayCommand, simulateAll, generate, doctor, ...kasprCommands, ...environmentCommands, ...programCommands]
