// Reports of results that hold only a part: what is there is drawn, what is not is said.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { drawAll, folder, launch, open, run } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Opens the report of a result: what it draws and what it says is absent. */
const shown = async name => {
  run("report", `${folder}/${name}.h5`, "-o", `${folder}/${name}.html`);
  const { page, seen } = await open(browser, `${folder}/${name}.html`);
  const state = await drawAll(page);
  const absent = await page.$$eval(".absent li", all => all.map(e => e.dataset.figure));
  const missing = await page.evaluate(() => [...report.missing]);
  assert.deepEqual(seen.errors, [], name);
  assert.deepEqual(state.empty, [], name);
  assert.deepEqual(missing, [], name);
  return { page, drawn: state.drawn, absent };
};

const account = (name, rasters, more = []) => run("account", ...rasters.map(r => ["--landuse", r]).flat(), "--legend", "terrabalance", ...more, "-o", `${folder}/${name}.h5`);
const study = `${folder}/study`;

test("only an account", async () => {
  run("account", `${study}/study.toml`, "-o", `${folder}/account.h5`);
  const { page, drawn, absent } = await shown("account");
  assert.ok(["summary", "land-maps", "balance-map", "balance-bars"].every(id => drawn.includes(id)));
  assert.ok(["change-sankey", "landscape", "zone-cube", "gwr"].every(id => absent.includes(id)));
  assert.deepEqual(await page.$$eval(".method", all => all.map(e => e.dataset.job)), ["account"]);
  await page.close();
});

test("one year, one place, a raster without zones", async () => {
  account("one", [`2000=${study}/landuse_2000.tif`]);
  const { page, drawn } = await shown("one");
  assert.ok(drawn.includes("balance-bars") && drawn.includes("land-maps"));
  assert.equal((await page.$$("#figure-balance-map path[data-zone]")).length, 1);
  await page.close();
});

test("zones of a raster, which have no names", async () => {
  account("raster", [`2000=${study}/landuse_2000.tif`, `2010=${study}/landuse_2010.tif`], ["--zones", `${study}/zones.tif`]);
  const { page } = await shown("raster");
  const labels = await page.$$eval("#figure-balance-map path[data-zone]", all => all.map(p => p.getAttribute("aria-label")));
  assert.equal(labels.length, 4);
  assert.ok(labels.every(label => /^\d+: /.test(label)), labels.join());
  await page.close();
});

test("300 cities", async () => {
  run("simulate", "--size", "600x600", "--years", "2000", "--zones", "300", "-o", `${folder}/many`);
  run("account", `${folder}/many/study.toml`, "-o", `${folder}/many.h5`);
  const { page, drawn } = await shown("many");
  assert.ok(drawn.includes("balance-bars"));
  assert.equal((await page.$$("#figure-balance-map path[data-zone]")).length, 300);
  await page.close();
});

test("a regression of points, without any map", async () => {
  run("gwr", `${folder}/points.csv`, "--coords", "x,y", "--response", "r", "--predictors", "a", "--bandwidth", "20", "--adaptive", "-o", `${folder}/gwr.h5`);
  const { page, drawn, absent } = await shown("gwr");
  assert.deepEqual(drawn, ["gwr"]);
  assert.ok(absent.includes("land-maps"));
  await page.close();
});
