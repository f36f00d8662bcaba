import type { MeterFault } from './site-faults';
import type { Site } from './site';

/** Begins the names of thermometers: the rest is the feed whose racks they stand at. */
const INLET = 'inlet:';

/** What a meter says. */
export interface MeterReading {
  /** W or °C; `nan` where it gives no number, `absent` where it gives nothing. */
  readonly value: number | 'nan' | 'absent';
  /** Lab time of the sample, ms. */
  readonly at: number;
}

/** Reads the meter of a power node, W, or the thermometer `inlet:FEED`, °C, with what faults make of it. */
export function readMeter(site: Site, meter: string): MeterReading {
  const { now } = site.scheduler;
  const real: MeterReading = { value: realValue(site, meter), at: now };
  return site.faults.meters.all(meter).reduce(spoilt, real);
}

function realValue(site: Site, meter: string): number {
  return meter.startsWith(INLET) ? site.inletCelsius(meter.slice(INLET.length)) : site.loadW(meter);
}

function spoilt(reading: MeterReading, fault: MeterFault): MeterReading {
  switch (fault.kind) {
    case 'factor':
      return typeof reading.value === 'number'
        ? { ...reading, value: reading.value * fault.factor }
        : reading;
    case 'value':
      return { ...reading, value: fault.value };
    case 'frozen':
      return { value: fault.value, at: fault.keepsTime ? reading.at : fault.at };
  }
}
