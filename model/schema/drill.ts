import { z } from 'zod';
import { DrillAnswer } from './drill-people';
import { Fault } from './fault';
import { ApiVersion, Duration, Id, Json, Metadata, Percent } from './scalars';

/** One rehearsal: environment, inputs, speed, seed, and who answers what where no people are at hand. */
export const Drill = z
  .strictObject({
    apiVersion: ApiVersion,
    kind: z.literal('Drill'),
    metadata: Metadata,
    environment: z.enum(['staging', 'lab']).describe('Which inventory it runs on.'),
    inputs: z.record(z.string(), Json).default({}).describe('Inputs of the runbook.'),
    starter: Id.describe('Person who starts it.'),
    speed: z.number().min(1).max(1000).default(1).describe('Divides authored waits; lab only.'),
    seed: z.int().min(0).default(1).describe('Seed of the lab.'),
    lab: z
      .strictObject({
        bootTime: z
          .strictObject({
            median: Duration.default('3m'),
            spread: z.number().min(0).max(2).default(0.3),
          })
          .default({ median: '3m', spread: 0.3 })
          .describe('How long servers take from power-on to ready: lognormal, spread is sigma.'),
        firstBootFails: Percent.default('0%').describe('Servers that fall off once, then boot.'),
        dead: Percent.default('0%').describe('Servers that never become ready.'),
        restorePolicy: z
          .enum(['always-off', 'always-on', 'last-state'])
          .default('always-off')
          .describe('What the BMCs are set to do when power returns.'),
        supply: z
          .record(Id, Duration)
          .default({})
          .describe(
            'Source or PDU → when it has power, counted from the start of the lab; else at once.',
          ),
      })
      .default({
        bootTime: { median: '3m', spread: 0.3 },
        firstBootFails: '0%',
        dead: '0%',
        restorePolicy: 'always-off',
        supply: {},
      }),
    faults: z
      .array(Fault)
      .default([])
      .describe('What goes wrong at the lab, at a time or at an event.'),
    people: z
      .array(DrillAnswer)
      .default([])
      .describe(
        'Who says what: to a question the first in the file that fits, and everyone who signs.',
      ),
  })
  .meta({ id: 'Drill', title: 'Blackstart drill' });
export type Drill = z.infer<typeof Drill>;
