// The report of the example, as a reader's browser shows it. Run by scripts/test-browser.sh.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { axeSource, drawAll, folder, launch, open, run } from "./browser.mjs";

const result = `${folder}/example.h5`, path = `${folder}/example.html`;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("is one file below 5 MB", () => assert.ok(statSync(path).size < 5e6, `${statSync(path).size}`));

test("draws every chart without a complaint and asks for nothing outside", async () => {
  const { page, seen } = await open(browser, path);
  const { drawn, empty, said } = await drawAll(page);
  assert.deepEqual(empty, []);
  assert.deepEqual(said, []);
  assert.ok(drawn.length >= 25, `${drawn.length} figures`);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.requests, []);
  await page.close();
});

test("can be used within a second", async () => {
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const { page } = await open(browser, path);
    times.push(Number(await page.evaluate(() => document.documentElement.dataset.ready)));
    await page.close();
  }
  console.log(`  ready after ${times.join(", ")} ms`);
  assert.ok(Math.min(...times) <= 1000, `${times}`);
});

test("says on every chart that it rests on simulated data", async () => {
  const { page } = await open(browser, path);
  const [figures, notes] = await page.evaluate(() => [document.querySelectorAll(".figure").length, document.querySelectorAll(".figure .simulated").length]);
  assert.ok(figures > 0);
  assert.equal(notes, figures);
  assert.equal(await page.$eval("#simulated", e => e.hidden), false);
  await page.close();
});

test("shows the year that is chosen", async () => {
  const { page } = await open(browser, path);
  await drawAll(page);
  const net = () => page.$eval("#figure-summary .cards", e => e.textContent);
  const fills = () => page.$$eval("#figure-balance-map path[data-zone]", all => all.map(p => p.getAttribute("aria-label")).join());
  const [cards, map] = [await net(), await fills()];
  await page.select("#year", "2000");
  assert.notEqual(await net(), cards);
  assert.notEqual(await fills(), map);
  const value = Number(run("table", result, "account/balance").split("\n").filter(l => /^2000,\d+,net,/.test(l))
    .reduce((sum, l) => sum + Number(l.split(",")[3]), 0));
  assert.ok((await net()).includes(new Intl.NumberFormat("en", { maximumFractionDigits: 0 }).format(value)));
  await page.close();
});

test("speaks both languages, with every text from the catalogue", async () => {
  for (const language of ["en", "zh"]) {
    const { page, seen } = await open(browser, path);
    await page.select("#language", language);
    await drawAll(page);
    await page.evaluate(() => { for (const details of document.querySelectorAll("details.table")) details.open = true; });
    await new Promise(done => setTimeout(done, 300));
    assert.deepEqual(await page.evaluate(() => [...report.missing]), [], language);
    assert.match(await page.$eval("h2", e => e.textContent), language === "zh" ? /概要/ : /At a glance/);
    assert.equal(await page.$eval("html", e => e.lang), language === "zh" ? "zh-CN" : "en");
    assert.deepEqual(seen.errors, []);
    await page.close();
  }
});

test("opens every choice of every chart", async () => {
  const { page, seen } = await open(browser, path);
  await drawAll(page);
  const trouble = await page.evaluate(async () => {
    const bad = [];
    for (const figure of document.querySelectorAll(".figure")) {
      const count = figure.querySelectorAll(".choices select").length;
      for (let i = 0; i < count; ++i) {
        for (const option of [...figure.querySelectorAll(".choices select")[i].options].slice(0, 12)) {
          const select = figure.querySelectorAll(".choices select")[i];
          select.value = option.value;
          select.dispatchEvent(new Event("change"));
          if (!figure.querySelector(".body svg, .body .card, .body .empty")) bad.push(`${figure.id} ${option.value}: ${figure.querySelector(".body").textContent}`);
        }
      }
    }
    return bad;
  });
  assert.deepEqual(trouble, []);
  assert.deepEqual(seen.errors, []);
  await page.close();
});

test("gives the CSV that terrabalance table prints, for every table", async () => {
  const { page } = await open(browser, path);
  const names = await page.$$eval("details.table", all => all.map(d => d.dataset.name));
  assert.ok(names.length > 40);
  for (const name of names) {
    const text = await page.evaluate(async wanted => {
      let kept;
      report.download = (_, csv) => { kept = csv; };
      const details = [...document.querySelectorAll("details.table")].find(d => d.dataset.name === wanted);
      details.open = true;
      await new Promise(done => setTimeout(done, 30));
      details.querySelector(".csv").click();
      return kept;
    }, name);
    assert.equal(text, run("table", result, name), name);
  }
  await page.close();
});

test("sorts a table by a press on a column's head", async () => {
  const { page } = await open(browser, path);
  await page.evaluate(() => { document.getElementById("table-evaluate-closeness").open = true; });
  await page.waitForSelector("#table-evaluate-closeness th button");
  const closeness = () => page.$$eval("#table-evaluate-closeness tbody tr td:nth-child(6)", all => all.slice(0, 5).map(c => Number(c.textContent)));
  const button = (await page.$$("#table-evaluate-closeness th button"))[5];
  await button.evaluate(b => { b.click(); b.click(); });
  const values = await closeness();
  assert.deepEqual(values, [...values].sort((a, b) => b - a));
  assert.equal(await page.$$eval("#table-evaluate-closeness th[aria-sort=descending]", all => all.length), 1);
  await page.close();
});

test("prints to PDF with all charts", async () => {
  const { page, seen } = await open(browser, path);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  assert.equal(Buffer.from(pdf.slice(0, 5)).toString(), "%PDF-");
  assert.ok(pdf.length > 100000);
  assert.deepEqual(seen.errors, []);
  await page.close();
});

test("has no serious finding of axe, in both languages and on a narrow screen", async () => {
  for (const [language, width] of [["en", 1280], ["zh", 1280], ["en", 420]]) {
    const { page } = await open(browser, path, { width, height: 900 });
    await page.select("#language", language);
    await drawAll(page);
    await page.evaluate(() => { document.querySelector("details.table").open = true; });
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const serious = found.violations.filter(v => ["serious", "critical"].includes(v.impact))
      .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")}`);
    assert.deepEqual(serious, [], `${language}, ${width}`);
    await page.close();
  }
});

test("holds nothing that leads outside", () => {
  const html = readFileSync(path, "utf8").replace(/<script[^>]*>[^]*?<\/script>/g, "");
  assert.equal(/<(script|link|img|iframe)[^>]+(src|href)="(?!data:)/.test(html), false);
});

test("describes every column of every table in the page's language", async () => {
  const { page } = await open(browser, path);
  await page.select("#language", "zh");
  await page.evaluate(() => { for (const details of document.querySelectorAll("details.table")) details.open = true; });
  await new Promise(done => setTimeout(done, 300));
  const heads = await page.$$eval("details.table th[title]", all => all.map(th => th.title));
  assert.ok(heads.length > 250, `${heads.length}`);
  const english = heads.filter(text => !/[\u4e00-\u9fff]/.test(text) && !/^[\w\s+\-*/().=:,]+$/.test(text));
  assert.deepEqual(english, []);
  assert.deepEqual(await page.evaluate(() => [...report.missing]), []);
  await page.close();
});
