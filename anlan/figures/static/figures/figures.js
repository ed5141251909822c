/* Charts are drawn from the tables that stand beneath them: what a chart says, its table says, and there is nothing
   else to say it. Without this file the tables stand by themselves. Colours are the page's own; bars of one tone carry
   a pattern, lines a mark, so that nothing depends on seeing colour. The library comes when a chart comes near. */
(() => {
  "use strict";
  const LIBRARY = document.currentScript.dataset.library;
  const drawn = new Map(); // .chart → its instance and its model
  let loading = null;

  const library = () => {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };

  /* -- the table as data -------------------------------------------------------------------------------- */
  const model = (chart) => {
    const table = chart.querySelector("table.chart-data");
    const rows = [...table.tBodies[0].rows];
    const series = [...table.tHead.rows[0].cells].map((head, at) => ({ head, at })).slice(1)
      .filter(({ head }) => head.dataset.kind)
      .map(({ head, at }) => ({
        name: head.textContent.trim(), kind: head.dataset.kind, tone: head.dataset.tone,
        values: rows.map((row) => (row.cells[at].dataset.value === "" ? null : Number(row.cells[at].dataset.value))),
        texts: rows.map((row) => row.cells[at].textContent.trim()),
      }));
    return {
      labels: rows.map((row) => row.cells[0].textContent.trim().replace(/\s+/g, " ")),
      short: rows.map((row) => row.cells[0].dataset.short || row.cells[0].textContent.trim()),
      series,
      percent: "percent" in chart.dataset,
    };
  };

  /* -- how it looks ------------------------------------------------------------------------------------- */
  const palette = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      ink: colour("ink"), soft: colour("ink-2"), line: colour("line"), surface: colour("surface"),
      1: colour("chart-1"), 2: colour("chart-2"), major: colour("chart-major"),
      font: getComputedStyle(document.body).fontFamily,
    };
  };
  const one = (series, at, colours, few) => {
    const colour = colours[series.tone];
    const written = { color: colours.ink, fontFamily: colours.font, fontSize: 12 };
    if (series.kind === "line") {
      const first = series.tone === "1";
      return {
        type: "line", name: series.name, data: series.values, z: first ? 5 : 4, symbol: "circle", symbolSize: 7, connectNulls: false,
        lineStyle: { color: colour, width: 2, type: first ? "solid" : "dashed" },
        itemStyle: { color: first ? colour : colours.surface, borderColor: colour, borderWidth: 2 },
        label: few && first
          ? { show: true, position: "top", ...written, formatter: (p) => series.texts[p.dataIndex] }
          : undefined,
      };
    }
    const stacked = series.kind === "stack";
    return {
      type: "bar", name: series.name, data: series.values, barMaxWidth: 44, stack: stacked ? "whole" : undefined,
      barMinHeight: stacked ? 0 : 1,
      itemStyle: {
        color: colour,
        decal: series.tone === "major"
          ? { symbol: "rect", color: colours.surface, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 }
          : { symbol: "none" },
      },
      label: few && !stacked
        ? { show: true, position: "top", ...written, formatter: (p) => (series.values[p.dataIndex] ? series.texts[p.dataIndex] : "") }
        : undefined,
    };
  };
  /* Of stacked bars the whole is what is read: its number stands on top of the last one. */
  const totals = (found, drawnSeries, few) => {
    const stacked = found.series.map((series, at) => ({ series, at })).filter(({ series }) => series.kind === "stack");
    if (!few || !stacked.length) return;
    const sums = found.labels.map((_label, row) => stacked.reduce((sum, { series }) => sum + (series.values[row] || 0), 0));
    const last = drawnSeries[stacked[stacked.length - 1].at];
    last.label = {
      show: true, position: "top", color: found.colours.ink, fontFamily: found.colours.font, fontSize: 12,
      formatter: (p) => (sums[p.dataIndex] ? sums[p.dataIndex].toLocaleString("en-US") : ""),
    };
  };
  const scale = (found) => {
    if (!found.percent) return { min: 0 };
    const values = found.series.flatMap((series) => series.values.filter((value) => value !== null));
    return Math.min(...values) > 90 ? { min: 90, max: 100, interval: 2 } : { min: 0, max: 100, interval: 25 };
  };
  const option = (found, width) => {
    const colours = (found.colours = palette());
    const longest = Math.max(...found.series.flatMap((series) => series.texts.map((text) => text.length)));
    const few = width / found.labels.length > Math.max(28, 7 * longest + 8);
    const text = { color: colours.soft, fontFamily: colours.font, fontSize: 12 };
    const drawnSeries = found.series.map((series, at) => one(series, at, colours, few));
    totals(found, drawnSeries, few);
    return {
      animation: false,
      textStyle: { fontFamily: colours.font },
      grid: { left: 8, right: 12, top: 22, bottom: 4, containLabel: true },
      xAxis: {
        type: "category", data: found.short, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.soft } },
        axisLabel: { ...text, hideOverlap: true },
      },
      yAxis: {
        type: "value", minInterval: found.percent ? undefined : 1, splitNumber: 4, ...scale(found),
        axisLabel: { ...text, formatter: (value) => (found.percent ? `${value}%` : value.toLocaleString("en-US")) },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: drawnSeries,
    };
  };

  /* -- reading a value: the pointer, a finger or the arrow keys ------------------------------------------- */
  const read = (chart, at) => {
    const { found, instance } = drawn.get(chart);
    const told = at === null ? "" : `${found.labels[at]} ${found.series.map((s) => `${s.name} ${s.texts[at]}`).join(" · ")}`;
    chart.querySelector(".chart-read").textContent = told;
    instance.dispatchAction({ type: "downplay" });
    if (at !== null) found.series.forEach((_s, seriesIndex) => instance.dispatchAction({ type: "highlight", seriesIndex, dataIndex: at }));
    drawn.get(chart).at = at;
  };
  const listen = (chart, canvas, instance) => {
    instance.getZr().on("mousemove", (event) => {
      const inside = instance.containPixel("grid", [event.offsetX, event.offsetY]);
      const at = inside ? instance.convertFromPixel({ xAxisIndex: 0 }, event.offsetX) : null;
      if (at !== drawn.get(chart).at) read(chart, at);
    });
    instance.getZr().on("globalout", () => read(chart, null));
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const last = drawn.get(chart).found.labels.length - 1;
      const at = drawn.get(chart).at;
      read(chart, at === null || at === undefined ? (step > 0 ? 0 : last) : Math.min(Math.max(at + step, 0), last));
    });
    canvas.addEventListener("blur", () => read(chart, null));
  };

  /* The place is taken before the first paint, so that nothing jumps when the chart is drawn. */
  const prepare = (chart, ready) => {
    chart.querySelector(".chart-canvas").hidden = !ready;
    chart.querySelector(".chart-numbers").open = !ready;
    chart.toggleAttribute("data-ready", ready);
  };
  const draw = (chart) => {
    if (drawn.has(chart)) return;
    drawn.set(chart, null);
    library().then((echarts) => {
      const canvas = chart.querySelector(".chart-canvas");
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${chart.dataset.title}. ${chart.dataset.keys}`);
      const found = model(chart);
      const instance = echarts.init(canvas, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio) });
      drawn.set(chart, { instance, found, at: null });
      instance.setOption(option(found, canvas.clientWidth));
      listen(chart, canvas, instance);
      new ResizeObserver(() => {
        instance.resize();
        instance.setOption(option(found, canvas.clientWidth));
      }).observe(canvas);
      chart.dataset.drawn = "";
    }, () => { drawn.delete(chart); prepare(chart, false); }); // the table stands for itself again
  };
  const redraw = () => {
    for (const kept of drawn.values()) {
      if (kept) kept.instance.setOption(option(kept.found, kept.instance.getWidth()));
    }
  };
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

  /* On paper: light, with the numbers unfolded. */
  let theme = null;
  addEventListener("beforeprint", () => {
    theme = document.documentElement.dataset.bsTheme;
    document.documentElement.dataset.bsTheme = "light";
    redraw();
    for (const chart of document.querySelectorAll(".chart")) {
      draw(chart);
      chart.querySelector(".chart-numbers").open = true;
    }
  });
  addEventListener("afterprint", () => {
    if (theme) document.documentElement.dataset.bsTheme = theme;
    for (const chart of document.querySelectorAll(".chart")) chart.querySelector(".chart-numbers").open = false;
  });

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    }
  }, { rootMargin: "400px" });
  const find = (root) => { for (const chart of root.querySelectorAll(".chart")) if (!drawn.has(chart)) { prepare(chart, true); near.observe(chart); } };

  /* -- proof: how far it is, then the answer in its place -------------------------------------------------- */
  const prove = async (box) => {
    const bar = box.querySelector(".proof-progress");
    const [progress, told] = [bar.querySelector("progress"), bar.querySelector("span")];
    bar.hidden = false;
    box.querySelector("a").setAttribute("aria-disabled", "true");
    const answer = await fetch(box.dataset.proof, { headers: { Accept: "application/x-ndjson" } });
    if (!answer.ok || !answer.body) throw new Error(String(answer.status));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value || "")).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const step = JSON.parse(line);
        if (step.html) {
          box.innerHTML = step.html;
          box.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // what comes in by script is awakened like it
          return;
        }
        progress.max = Math.max(step.of, step.done);
        progress.value = step.done;
        told.textContent = `${step.done.toLocaleString("en-US")} / ${step.of.toLocaleString("en-US")}`;
      }
      if (done) throw new Error("cut off");
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-proof] a.btn");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.TextDecoderStream) return;
    event.preventDefault();
    if (link.getAttribute("aria-disabled")) return;
    prove(link.closest("[data-proof]")).catch(() => { location.href = link.href; });
  });

  document.addEventListener("htmx:load", (event) => find(event.target));
  find(document);
})();
