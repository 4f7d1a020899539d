// Reads badges with the camera: the browser's own reader where it has one, else the server reads small pictures.
const WIDTH = 720;
const OWN_PAUSE = 120;
const SERVER_PAUSE = 400;

async function ownReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}

export class Camera {
  constructor(video, { seen, decode, sorry }) {
    Object.assign(this, { video, seen, decode, sorry, running: false });
    this.canvas = document.createElement("canvas");
  }

  async start() {
    const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = stream;
    await this.video.play();
    this.reader = await ownReader();
    this.running = true;
    this.look();
  }

  stop() {
    this.running = false;
    this.video.srcObject?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  async look() {
    while (this.running) {
      if (document.visibilityState === "visible" && this.video.readyState >= 2) {
        const code = await (this.reader ? this.readHere() : this.readThere());
        if (code && this.running) await this.seen(code);
      }
      await new Promise((resolve) => setTimeout(resolve, this.reader ? OWN_PAUSE : SERVER_PAUSE));
    }
  }

  async readHere() {
    const [code] = await this.reader.detect(this.video).catch(() => []);
    return code?.rawValue ?? "";
  }

  async readThere() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
    this.canvas.width = videoWidth * scale;
    this.canvas.height = videoHeight * scale;
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const picture = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", 0.8));
    try {
      this.sorry(false);
      return await this.decode(picture);
    } catch {
      this.sorry(true);
      return "";
    }
  }
}
