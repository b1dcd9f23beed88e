const LENGTH_S = 0.35;

/** A short soft tone. */
export function tone(context: AudioContext, hertz: number): void {
  const now = context.currentTime;
  const voice = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.12, now + 0.03);
  volume.gain.linearRampToValueAtTime(0, now + LENGTH_S);
  voice.connect(volume).connect(context.destination);
  voice.start(now);
  voice.stop(now + LENGTH_S);
}
