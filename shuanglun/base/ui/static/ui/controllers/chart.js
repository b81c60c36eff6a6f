/* Draw a chart from the JSON block beside it.
   Usage: <div data-chart="ID" role="img" aria-label="…"> and <script type="application/json" id="ID">{"kind": …}</script>.
   Kinds and their data: chart-kinds.js. ECharts (address in the meta element echarts-src) loads on first need. */
(function () {
  'use strict';
  var waiting = null;
  function library(then) {
    if (window.echarts) return then();
    if (waiting) return waiting.push(then);
    waiting = [then];
    var script = document.createElement('script');
    script.src = document.querySelector('meta[name=echarts-src]').content;
    script.addEventListener('load', function () { waiting.forEach(function (next) { next(); }); waiting = null; });
    document.head.appendChild(script);
  }
  SL.bind('[data-chart]', function (el) {
    var block = document.getElementById(el.dataset.chart);
    if (!block) return;
    var data = JSON.parse(block.textContent), kind = SL.kinds[data.kind];
    if (kind) library(function () { SL.draw(el, kind(data)); });
  });
})();
