// Figures of `terrabalance plot`, for papers. Run by scripts/test-browser.sh.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { folder, launch, open, program, run } from "./browser.mjs";

const result = `${folder}/example.h5`;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Draws a figure and opens it by itself. */
const drawn = async (chart, ...more) => {
  const file = `${folder}/${chart}.svg`;
  run("plot", result, "--chart", chart, "-o", file, ...more);
  const page = await browser.newPage();
  const requests = [];
  page.on("request", request => { if (!/^(file|data):/.test(request.url())) requests.push(request.url()); });
  await page.goto(pathToFileURL(file).href);
  const said = await page.evaluate(() => {
    const svg = document.documentElement;
    const view = svg.viewBox.baseVal;
    const boxes = [...svg.querySelectorAll("text")].map(t => t.getBoundingClientRect()).filter(b => b.width > 0);
    return { root: svg.tagName, width: view.width, height: view.height, shapes: svg.querySelectorAll("path, rect, polygon, circle, image").length,
      texts: [...svg.querySelectorAll("text")].map(t => t.textContent.trim()).filter(Boolean),
      outside: boxes.filter(b => b.left < -1 || b.top < -1 || b.right > view.width + 1 || b.bottom > view.height + 1).length,
      foreign: svg.querySelectorAll("foreignObject, script").length };
  });
  await page.close();
  assert.deepEqual(requests, []);
  return { file, ...said };
};

test("lists the charts of the report", async () => {
  const { page } = await open(browser, `${folder}/example.html`);
  const ids = await page.evaluate(() => report.figures.map(f => f.id));
  await page.close();
  const listed = run("plot", result).trim().split("\n").map(line => line.split(" ")[0]);
  assert.deepEqual(listed, ids);
  assert.match(run("plot", result), /balance-map.*\[--choose variable\]/);
});

test("draws every chart as an SVG that stands alone", async () => {
  for (const id of run("plot", result).trim().split("\n").map(line => line.split(" ")[0])) {
    const figure = await drawn(id);
    assert.equal(figure.root, "svg", id);
    assert.equal(figure.foreign, 0, id);
    assert.ok(figure.texts.length > 2, `${id}: ${figure.texts}`);
    assert.ok(figure.shapes > 3 || id === "summary", `${id}: ${figure.shapes} shapes`);
    assert.equal(figure.width, 720, id);
    assert.ok(figure.texts.join(" ").includes("simulated"), `${id} does not say that its data is simulated`);
    execFileSync("python3", ["-c", "import sys, xml.dom.minidom as m; m.parse(sys.argv[1])", figure.file]);
  }
});

test("shows the year, the choice and the language that are asked for", async () => {
  const map = await drawn("balance-map", "--year", "2000", "--choose", "variable=balance.sink");
  assert.ok(map.texts.some(t => t.includes("2000")), map.texts.join("|"));
  assert.ok(map.texts.some(t => /Sink/i.test(t)), map.texts.join("|"));
  const zh = await drawn("balance-bars", "--language", "zh", "--no-title");
  assert.ok(zh.texts.some(t => /[\u4e00-\u9fff]/.test(t)));
  const land = await drawn("land-structure", "--zone", "450100");
  const all = await drawn("land-structure");
  assert.notEqual(readFileSync(land.file, "utf8"), "");
  assert.notDeepEqual(land.texts, []);
  assert.equal(all.width, 720);
});

test("draws a PNG of the resolution that is asked for", () => {
  for (const [dpi, width] of [[300, 2250], [96, 720]]) {
    const file = `${folder}/bars.png`;
    run("plot", result, "--chart", "balance-bars", "--dpi", String(dpi), "-o", file);
    const bytes = readFileSync(file);
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    assert.equal(bytes.readUInt32BE(16), width);
    const at = bytes.indexOf("pHYs");
    assert.equal(bytes.readUInt32BE(at + 4), Math.round(dpi * 39.37007874015748));
    const colours = execFileSync("gdalinfo", ["-stats", "--config", "GDAL_PAM_ENABLED", "NO", file], { encoding: "utf8" });
    assert.match(colours, /STATISTICS_STDDEV=[1-9]/);
  }
});

test("says what is wrong", () => {
  const said = (...more) => {
    const { status, stderr } = spawnSync(program, ["plot", result, ...more], { encoding: "utf8" });
    assert.equal(status, 2, more.join(" "));
    return stderr;
  };
  assert.match(said("--chart", "balnce", "-o", `${folder}/a.svg`), /there is no chart 'balnce'; there are: /);
  assert.match(said("--chart", "balance-bars", "--year", "1990", "-o", `${folder}/a.svg`), /no year 1990; it has: 2000, 2010, 2020/);
  assert.match(said("--chart", "balance-map", "--choose", "colour=red", "-o", `${folder}/a.svg`), /no choice 'colour'; it has: variable/);
  assert.match(said("--chart", "balance-map", "--choose", "variable=x", "-o", `${folder}/a.svg`), /is one of: balance\.source/);
  assert.match(said("--chart", "balance-bars", "-o", `${folder}/a.jpg`), /ends in \.png or \.svg/);
  assert.match(said("--chart", "balance-bars"), /no file for the figure/);
  assert.match(said("--chart", "balance-bars", "--browser", "/nowhere", "-o", `${folder}/a.svg`), /apt-get install chromium/);
});
