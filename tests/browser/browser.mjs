// Chromium without a window, and what every test of a page asks of it.
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.BROWSER_MODULES + "/package.json");
const puppeteer = require("puppeteer-core");
export const axeSource = require("axe-core").source;

export const program = process.env.TERRABALANCE;
export const folder = process.env.REPORT_FOLDER;
export const run = (...arguments_) => execFileSync(program, ["-q", ...arguments_], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });

export const launch = () => puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
});

/** Opens a page file and waits until it can be used; collects errors and requests that leave it. */
export const open = async (browser, path, size = { width: 1280, height: 900 }) => {
  const page = await browser.newPage();
  const seen = { errors: [], requests: [] };
  await page.setViewport(size);
  page.on("console", message => { if (["error", "warn"].includes(message.type())) seen.errors.push(message.text()); });
  page.on("pageerror", error => seen.errors.push(String(error)));
  page.on("request", request => { if (!/^(file|data|blob):/.test(request.url())) seen.requests.push(request.url()); });
  await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
  try {
    await page.waitForSelector("html[data-ready]", { timeout: 30000 });
  } catch (error) {
    throw new Error(`${path} does not start: ${seen.errors.join("\n")}`, { cause: error });
  }
  return { page, seen };
};

/** Draws every figure and says which are empty. */
export const drawAll = page => page.evaluate(async () => {
  report.still = true;
  report.drawAll();
  await new Promise(done => setTimeout(done, 200));
  const empty = [...document.querySelectorAll(".figure")].filter(f => f.querySelector(".body svg path, .body svg polygon, .body .card, .body .empty") === null);
  return { drawn: [...report.drawn], empty: empty.map(f => f.id), said: [...document.querySelectorAll(".figure .empty")].map(e => e.textContent) };
});
