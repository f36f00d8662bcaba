import { z } from 'zod';
import { ApiVersion, Duration, FoldedId, Id, Metadata, Percent, With } from './scalars';

const Address = z
  .string()
  .max(500)
  .regex(/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+\S*$/, 'must be a URL such as http://host/path')
  .describe('URL; in a folded entry `{id}` stands for the id of each member.');

const PowerNode = z
  .strictObject({
    id: Id,
    kind: z
      .enum(['source', 'generator', 'ups', 'board', 'pdu'])
      .describe('Place in the power tree.'),
    site: Id.optional().describe(
      'Site of a source or generator; below them it follows from `from`.',
    ),
    from: Id.optional().describe('Node that feeds this one; a source has none.'),
    ratingKw: z.number().positive().describe('Rated power, kW.'),
    derating: z
      .number()
      .positive()
      .max(1)
      .default(0.8)
      .describe(
        'Share of the rating that may be used; 0.8 is the NEC 210.20(A) rule for continuous load.',
      ),
    state: z
      .enum(['utility', 'generator', 'battery', 'bypass'])
      .optional()
      .describe('What a source is, or `bypass` at a UPS that is bridged; default utility.'),
    address: Address.optional().describe('NUT address of a UPS, Redfish URL of a PDU.'),
    sections: z
      .array(Id)
      .default([])
      .describe('Outlets of a PDU that can be closed one by one, in order.'),
  })
  .meta({ id: 'PowerNode' });

const Feed = z.strictObject({
  id: Id.describe('A power path to racks.'),
  title: z.string().max(200).optional(),
  pdu: Id.describe('PDU at its end.'),
});

const Rack = z.strictObject({
  id: FoldedId,
  hall: z.string().max(60).optional().describe('Room.'),
  zone: Id.optional().describe('Cooling zone.'),
  feeds: z
    .record(Id, Id)
    .refine(
      (feeds) => Object.keys(feeds).length >= 1 && Object.keys(feeds).length <= 2,
      'must name one feed or two',
    )
    .describe('Feed → section of its PDU; two feeds for two cords.'),
});

const ServerEntry = z
  .strictObject({
    id: FoldedId,
    rack: FoldedId.describe(
      'Rack, or folded range of racks that the servers fill in equal blocks, in order.',
    ),
    role: Id.describe('What it is for, such as app, db, network, dns.'),
    watts: z.number().positive().max(20000).describe('Peak power, W.'),
    inrush: z
      .number()
      .min(1)
      .max(20)
      .default(3)
      .describe('Momentary load at power-on over `watts`; 3 to 5 is usual for servers.'),
    serial: z
      .string()
      .max(100)
      .optional()
      .describe('Serial number its BMC reports; `{id}` is replaced.'),
    uuid: z.string().max(100).optional().describe('UUID its BMC reports; `{id}` is replaced.'),
    bmc: Address.describe('Redfish URL of its system; `{id}` is replaced.'),
    ready: Address.optional().describe(
      'URL or tcp:// address that answers when it is up; `{id}` is replaced.',
    ),
    labels: z.record(z.string(), z.string()).default({}),
  })
  .refine((s) => s.serial !== undefined || s.uuid !== undefined, {
    path: ['serial'],
    message: 'a serial or a uuid is needed: a server is identified before it is powered on',
  });

const CheckCall = z.strictObject({
  uses: z.string().describe('Connector of effect `read`.'),
  with: With,
  expect: z.string().max(4000).optional().describe('CEL over `result`.'),
});

const Saturation = CheckCall.extend({
  expect: z.string().min(1).max(4000).describe('CEL over `result`; true while it can take more.'),
});

const Equipment = z.strictObject({
  id: Id,
  kind: z.enum(['cooling', 'storage', 'network']),
  site: Id,
  feeds: z.array(Id).min(1).describe('Feeds that it serves, and that power it.'),
  kw: z.number().min(0).default(0).describe('Power it takes, kW, from each of its feeds.'),
  health: CheckCall,
  needs: z.array(Id).default([]).describe('Equipment that must be healthy before.'),
});

const Service = z.strictObject({
  id: Id,
  title: z.string().max(200).optional(),
  site: Id.optional().describe('Site it runs on; by default that of its servers.'),
  tier: z.int().min(1).max(5).describe('Priority, 1 first.'),
  weight: z
    .number()
    .min(0)
    .describe('Cost of one minute without it, in any unit, the same for all.'),
  rto: Duration.describe('Recovery time objective.'),
  rpo: Duration.optional().describe('Recovery point objective.'),
  needs: z.array(Id).default([]).describe('Services it cannot work without.'),
  servers: z.array(FoldedId).default([]).describe('Servers it runs on, folded ranges allowed.'),
  capacity: Percent.default('80%').describe(
    'Share of its servers that must be up for it to be healthy.',
  ),
  data: CheckCall.optional().describe('Proof that its data is right, before any traffic.'),
  health: CheckCall.describe('Proof that it works.'),
  saturation: Saturation.optional().describe(
    'Proof that it can take more: ramps of services that need it wait where it cannot.',
  ),
  traffic: z
    .strictObject({
      address: Address.describe('Runtime API of the load balancer, tcp://host:port.'),
      backend: z.string().max(100),
      server: z.string().max(100).describe('Entry of the backend that stands for this site.'),
    })
    .optional()
    .describe('Where its share of traffic is set; without it the ramp is skipped.'),
  owner: z.string().max(200).optional(),
});

const Lock = z.strictObject({
  id: Id,
  register: Id.describe('Lock register it belongs to.'),
  feed: Id.describe('Feed it locks out.'),
  holder: Id.describe('Person who put it on, and who alone may take it off.'),
});

const Channel = z.strictObject({
  id: Id,
  uses: z.string().describe('A notify connector.'),
  with: With,
  public: z.boolean().default(false).describe('Seen by customers; simulated in every drill.'),
});

const Tool = z.strictObject({
  id: Id,
  kind: z
    .enum([
      'login',
      'registry',
      'deploy',
      'chat',
      'dns',
      'monitoring',
      'secrets',
      'mail',
      'orchestrator',
      'inventory',
      'other',
    ])
    .describe('What the recovery leans on it for.'),
  sites: z.array(Id).min(1).describe('Sites it lives in.'),
  needs: z.array(Id).default([]).describe('Tools it leans on itself.'),
});

const Endpoint = z.strictObject({
  id: Id.describe('Anything else that a step may talk to.'),
  kind: z.enum(['prometheus', 'http', 'tcp', 'smtp']),
  site: Id.optional(),
  address: Address,
});

/** What there is, in one environment. */
export const Inventory = z
  .strictObject({
    apiVersion: ApiVersion,
    kind: z.literal('Inventory'),
    metadata: Metadata,
    environment: z
      .enum(['production', 'staging', 'lab'])
      .describe('A drill never reaches production.'),
    sites: z
      .array(
        z.strictObject({
          id: Id,
          title: z.string().max(200).optional(),
          timezone: z.string().max(60).optional(),
        }),
      )
      .min(1),
    power: z.array(PowerNode).default([]),
    feeds: z.array(Feed).default([]),
    racks: z.array(Rack).default([]),
    servers: z.array(ServerEntry).default([]),
    equipment: z.array(Equipment).default([]),
    services: z.array(Service).default([]),
    locks: z.array(Lock).default([]),
    channels: z.array(Channel).default([]),
    tools: z.array(Tool).default([]),
    endpoints: z.array(Endpoint).default([]),
  })
  .meta({ id: 'Inventory', title: 'Blackstart inventory' });
export type Inventory = z.infer<typeof Inventory>;
