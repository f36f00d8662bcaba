/** Steady load, and what inrush adds on top for the moment, both in watts. */
export interface Load {
  readonly steadyW: number;
  readonly surgeW: number;
}

export interface PowerNode {
  readonly id: string;
  readonly kind: 'source' | 'generator' | 'ups' | 'board' | 'pdu';
  readonly ratingW: number;
  readonly parent: PowerNode | undefined;
  /** Steps from its source. */
  readonly depth: number;
  readonly children: PowerNode[];
  readonly sections: readonly Section[];
  readonly equipmentW: number;
  supplied: boolean;
  tripped: boolean;
  /** Whether a UPS carries its load from its battery. */
  onBattery: boolean;
  lit: boolean;
  /** Lab time since when it is lit (or dark), ms. */
  litSince: number;
  load: Load;
}

export interface Section {
  readonly id: string;
  readonly pdu: PowerNode;
  readonly racks: PoweredRack[];
  /** Position of the outlet's switch. */
  closed: boolean;
  live: boolean;
}

export interface PoweredRack {
  readonly id: string;
  readonly cords: readonly Section[];
  powered: boolean;
  draw: Load;
}

/** No load. */
export const NOTHING: Load = { steadyW: 0, surgeW: 0 };
