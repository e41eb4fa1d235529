// Opens the page.
{
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.tagName === "DETAILS") target.open = true;
    target?.scrollIntoView();
  };
  const start = async () => {
    await report.load();
    report.state.language = report.state.language.startsWith("zh") ? "zh" : "en";
    report.state.year = report.years().at(-1) ?? null;
    const request = JSON.parse(document.getElementById("plot-request").textContent);
    if (request) return report.plot(request);
    report.build();
    openTarget();
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
  };
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("resize", () => report.resize());
  window.addEventListener("beforeprint", () => {
    report.still = true;
    report.drawAll();
    report.resize(680);
  });
  window.addEventListener("afterprint", () => {
    report.still = false;
    report.resize();
  });
  start().catch(error => {
    document.getElementById("main").textContent = `${error} – this report needs a browser of 2023 or later / 请使用 2023 年以后的浏览器`;
    throw error;
  });
}
