import { connectTemporal, temporalTarget } from '../../client/connect-temporal';
import { explain, sendOnce } from '../../client/send-statement';
import type { StateFolder } from '../../client/state-folder';
import { openLedger } from '../../ledger/open-ledger';

/** Sends anything at all to a recovery, once, past every check of the client. */
export async function submitRaw(
  state: StateFolder,
  recovery: string,
  sent: unknown,
): Promise<{ readonly seq: number }> {
  const ledger = await openLedger({ file: state.ledger });
  const row = await ledger.recovery(recovery);
  await ledger.close();
  const access = await connectTemporal(await temporalTarget(state));
  try {
    return await sendOnce(access, row?.workflowId ?? '', sent);
  } catch (error) {
    throw explain(error, recovery);
  } finally {
    await access.close();
  }
}
