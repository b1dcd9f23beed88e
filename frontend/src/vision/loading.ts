/** What only a worker that computes landmarks loads: the networks and what runs them. */
import { Landmarker } from './landmarker';
import { loadNetworks } from './networks';

export const loadLandmarker = async (): Promise<Landmarker> => new Landmarker(await loadNetworks());
