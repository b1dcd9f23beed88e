import * as ort from 'onnxruntime-web/wasm';
import fullRange from '../../../analysis/networks/weights/face_detection_full_range.onnx?url';
import shortRange from '../../../analysis/networks/weights/face_detection_short_range.onnx?url';
import mesh468 from '../../../analysis/networks/weights/face_mesh_468.onnx?url';
import mesh478 from '../../../analysis/networks/weights/face_mesh_478.onnx?url';

// Threads would need cross-origin isolation, for a quarter more speed.
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** A network of `analysis/networks/registry.py`: the same file, the same input. */
export class Network {
  readonly input: Float32Array;

  private constructor(
    private readonly session: ort.InferenceSession,
    readonly size: number,
    readonly range: readonly [number, number],
  ) {
    this.input = new Float32Array(size * size * 3);
  }

  static async load(url: string, size: number, range: readonly [number, number]): Promise<Network> {
    const session = await ort.InferenceSession.create(url, { executionProviders: ['wasm'] });
    return new Network(session, size, range);
  }

  /** Runs the network on what lies in `input`. */
  async run(): Promise<Record<string, Float32Array>> {
    const image = new ort.Tensor('float32', this.input, [1, this.size, this.size, 3]);
    const outputs = await this.session.run({ image });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
  }
}

export interface Networks {
  shortRange: Network;
  fullRange: Network;
  mesh468: Network;
  mesh478: Network;
}

export async function loadNetworks(): Promise<Networks> {
  const [near, far, points468, points478] = await Promise.all([
    Network.load(shortRange, 128, [-1, 1]),
    Network.load(fullRange, 192, [-1, 1]),
    Network.load(mesh468, 192, [0, 1]),
    Network.load(mesh478, 192, [0, 1]),
  ]);
  return { shortRange: near, fullRange: far, mesh468: points468, mesh478: points478 };
}
