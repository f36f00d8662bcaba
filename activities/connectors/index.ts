import type { ConnectorDefinition } from '../define-connector';
import { commandRun } from './command-run/command-run';
import { haproxyWeight } from './haproxy-weight/haproxy-weight';
import { httpCheck } from './http-check/http-check';
import { httpRequest } from './http-request/http-request';
import { notifyLog } from './notify-log/notify-log';
import { notifyMail } from './notify-mail/notify-mail';
import { notifyWebhook } from './notify-webhook/notify-webhook';
import { nutRead } from './nut-read/nut-read';
import { prometheusQuery } from './prometheus-query/prometheus-query';
import { redfishOutlet } from './redfish-outlet/redfish-outlet';
import { redfishOutlets } from './redfish-outlets/redfish-outlets';
import { redfishPower } from './redfish-power/redfish-power';
import { redfishRestorePolicy } from './redfish-restore-policy/redfish-restore-policy';
import { tcpCheck } from './tcp-check/tcp-check';

/** Every connector there is: one line each. */
export const CONNECTORS: readonly ConnectorDefinition[] = [
  commandRun,
  haproxyWeight,
  httpCheck,
  httpRequest,
  notifyLog,
  notifyMail,
  notifyWebhook,
  nutRead,
  prometheusQuery,
  redfishOutlet,
  redfishOutlets,
  redfishPower,
  redfishRestorePolicy,
  tcpCheck,
];
