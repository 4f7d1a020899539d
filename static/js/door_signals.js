// What the door says without words: a sound made on the spot and a vibration, for each kind of answer.
const SOUNDS = {
  welcome: [[660, 0, 0.12], [880, 0.12, 0.2]],
  look: [[440, 0, 0.14], [440, 0.22, 0.14]],
  stop: [[220, 0, 0.45]],
};
const SHAKES = { welcome: [60], look: [90, 70, 90], stop: [350] };
const KINDS = { welcome: "welcome", found: "look", already: "look", not_today: "look", waiting: "look", noted: "look" };

let speaker = null;
export const sound = { on: localStorage.getItem("door-sound") !== "off" };

export function mute(on) {
  sound.on = on;
  localStorage.setItem("door-sound", on ? "on" : "off");
}

// Browsers let a page sound only after a touch: the first one opens the way.
export function allowSound() {
  speaker ??= new AudioContext();
  speaker.resume();
}

export function signal(answer) {
  const kind = KINDS[answer] ?? "stop";
  navigator.vibrate?.(SHAKES[kind]); // in a silent hall it is all that is left
  if (!sound.on || speaker?.state !== "running") return;
  for (const [pitch, start, length] of SOUNDS[kind]) {
    const tone = new OscillatorNode(speaker, { type: kind === "stop" ? "square" : "sine", frequency: pitch });
    const loudness = new GainNode(speaker, { gain: 0.0001 });
    const begins = speaker.currentTime + start;
    loudness.gain.exponentialRampToValueAtTime(0.4, begins + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + length);
    tone.connect(loudness).connect(speaker.destination);
    tone.start(begins);
    tone.stop(begins + length);
  }
}
