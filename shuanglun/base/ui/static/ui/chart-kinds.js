/* The kinds of chart a page may ask for by data (controllers/chart.js); a kind turns plain data into an ECharts option.
   Every figure comes ready from the server: nothing is computed here but the place of a mark. Missing is null: no
   point is drawn and no line bridges it.
   line          {labels, series: [{name, wheel, values, end}], min, max, step}      at most two series
   scatter       {x, y, limit, band, points: [{name, x, y, size, xlo, xhi, ylo, yhi, on}], min, max}
   quadrant      {x, y, limit, names: [右上, 左上, 右下, 左下], points: [{name, x, y, xlo, xhi, ylo, yhi}], min, max}   last = now
   contributions {wheel, parts: [{name, value, text}], total, total_text, max}
   spark         {labels, values, wheel, min, max, limit, end}
   bars          {labels, values, wheel, texts, max, limit} */
(function () {
  'use strict';
  var C = SL.C, font = SL.font;
  var LOOK = {
    party: { color: C.party, symbol: 'circle', type: 'solid' }, hr: { color: C.hr, symbol: 'rect', type: [6, 3] },
    fuse: { color: C.fuse, symbol: 'diamond', type: 'solid' }, late: { color: C.late, symbol: 'circle', type: 'solid' }, ink: { color: C.n700, symbol: 'circle', type: 'solid' }
  };
  function look(wheel) { return LOOK[wheel] || LOOK.ink; }
  function limits(list) { return { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: C.grey, type: [4, 4], width: 1 }, data: list }; }
  function rows(points) { return points.map(function (p) { return [p.x, p.y, p.xlo, p.xhi, p.ylo, p.yhi]; }); }
  function bounded(points) { return points.filter(function (p) { return p.xlo !== null && p.xlo !== undefined; }); }
  function plane(data, extra) {
    function one(name, gap) { return Object.assign({ name: name, nameLocation: 'middle', nameGap: gap, min: data.min === undefined ? 60 : data.min, max: data.max === undefined ? 100 : data.max, interval: 10, splitLine: { show: false } }, extra); }
    return { xAxis: SL.axis(one(data.x, 27)), yAxis: SL.axis(one(data.y, 32)) };
  }

  function line(data) {
    return { grid: { left: 34, right: 84, top: 12, bottom: 24 }, tooltip: { renderMode: 'richText', confine: true, trigger: 'axis' },
      xAxis: SL.axis({ type: 'category', data: data.labels, boundaryGap: false }), yAxis: SL.axis({ min: data.min, max: data.max, interval: data.step }),
      series: data.series.map(function (s) { var k = look(s.wheel); return { name: s.name, type: 'line', data: s.values, symbol: k.symbol, symbolSize: 6, connectNulls: false, itemStyle: { color: k.color }, lineStyle: { color: k.color, width: 2, type: k.type }, endLabel: { show: true, formatter: s.end || s.name, color: k.color, fontFamily: font, fontSize: 12, fontWeight: 600 } }; }) };
  }

  function scatter(data) {
    var band = data.band || 15, low = data.min === undefined ? 60 : data.min, high = data.max === undefined ? 100 : data.max;
    function ground(p, api) {
      function q(x, y) { return api.coord([x, y]); }
      return { type: 'polygon', clipPath: { type: 'rect', shape: p.coordSys }, shape: { points: [q(low, low), q(low + band, low), q(high, high - band), q(high, high), q(high - band, high), q(low, low + band)] }, style: { fill: C.n50 } };
    }
    return Object.assign({ grid: { left: 46, right: 20, top: 14, bottom: 44 }, tooltip: { renderMode: 'richText', confine: true, formatter: function (p) { return p.data.name ? p.data.name + ' ' + p.data.value[0] + '、' + p.data.value[1] : ''; } },
      series: [{ type: 'custom', silent: true, z: 0, data: [[0]], renderItem: ground }, SL.whiskers(rows(bounded(data.points)), C.strong),
        { type: 'scatter', symbolSize: function (v) { return 8 + Math.sqrt(v[2] || 1) * 1.3; }, labelLayout: { hideOverlap: true }, data: data.points.map(function (p) { return { name: p.name, value: [p.x, p.y, p.size], itemStyle: { color: p.on ? C.late : C.n700, opacity: p.on ? 1 : .82, borderColor: C.surface, borderWidth: 1.5 }, label: { show: true, formatter: p.name, position: p.place || 'top', distance: 7, color: p.on ? C.ink : C.text2, fontWeight: p.on ? 600 : 400, fontFamily: font, fontSize: 12 } }; }),
          markLine: limits([{ xAxis: data.limit || 80 }, { yAxis: data.limit || 80 }]) }] }, plane(data));
  }

  function quadrant(data) {
    var limit = data.limit || 80, names = data.names || ['双优', '强思想', '促业务', '重点帮带'], last = data.points.length - 1;
    function word(t, x, y, al) { return { type: 'text', x: x, y: y, style: { text: t, fill: C.text2, font: '12px ' + font, align: al } }; }
    /* x is the Party line: high x and low y asks for 促业务 (bottom right), low x and high y for 强思想 (top left) */
    function ground(p, api) {
      var a = api.coord([limit, limit]), s = p.coordSys, right = s.x + s.width - 10, low = s.y + s.height - 22;
      return { type: 'group', children: [{ type: 'rect', shape: { x: a[0], y: s.y, width: s.x + s.width - a[0], height: a[1] - s.y }, style: { fill: C.n50 } }, word(names[0], right, s.y + 10, 'right'), word(names[1], s.x + 10, s.y + 10, 'left'), word(names[2], right, low, 'right'), word(names[3], s.x + 10, low, 'left')] };
    }
    var now = data.points.slice(last), before = data.points.slice(0, last);
    return Object.assign({ grid: { left: 48, right: 16, top: 12, bottom: 44 }, tooltip: { show: false },
      series: [{ type: 'custom', silent: true, z: 0, data: [[0]], renderItem: ground }, SL.whiskers(rows(bounded(before)), C.strong), SL.whiskers(rows(bounded(now)), C.fuse, 1.8),
        { type: 'line', data: data.points.map(function (p) { return [p.x, p.y]; }), symbol: 'none', lineStyle: { color: C.grey, width: 1, type: [3, 3] }, markLine: limits([{ xAxis: limit }, { yAxis: limit }]) },
        { type: 'scatter', z: 5, data: data.points.map(function (p, i) { var on = i === last; return { value: [p.x, p.y], symbolSize: on ? 15 : 10, itemStyle: { color: on ? C.fuse : C.surface, borderColor: on ? C.surface : C.fuse, borderWidth: 2 }, label: { show: true, formatter: p.name, position: on ? [18, -14] : [8, 12], fontFamily: font, fontSize: 12, fontWeight: on ? 600 : 400, color: C.ink } }; }) }] }, plane(data));
  }

  function contributions(data) {
    var acc = 0, hue = look(data.wheel).color, base = data.parts.map(function (p) { var at = acc; acc += p.value; return at; });
    var values = data.parts.map(function (p) { return { value: p.value, text: p.text, itemStyle: { color: hue } }; });
    values.push({ value: data.total, text: data.total_text, itemStyle: { color: C.n700 } });
    return { tooltip: { show: false }, grid: { left: 118, right: 54, top: 4, bottom: 22 }, xAxis: SL.axis({ min: 0, max: data.max || 100, interval: 20 }),
      yAxis: SL.axis({ type: 'category', inverse: true, data: data.parts.map(function (p) { return p.name; }).concat(['合计']), axisLine: { show: false }, axisLabel: { color: C.ink, fontSize: 12, width: 108, overflow: 'truncate' } }),
      series: [{ type: 'bar', stack: 'a', silent: true, barWidth: 15, itemStyle: { color: 'transparent' }, data: base.concat([0]) },
        { type: 'bar', stack: 'a', barWidth: 15, data: values, label: { show: true, position: 'right', color: C.ink, fontFamily: font, fontSize: 12, formatter: function (p) { return p.data.text; } } }] };
  }

  function spark(data) {
    var k = look(data.wheel), last = data.values.length - 1;
    return { tooltip: { show: false }, grid: { left: 4, right: 40, top: 8, bottom: 16 }, xAxis: SL.axis({ type: 'category', data: data.labels, boundaryGap: false, axisLabel: { interval: 0, fontSize: 11, alignMinLabel: 'left', alignMaxLabel: 'right' } }), yAxis: SL.axis({ show: false, min: data.min, max: data.max }),
      series: [{ type: 'line', data: data.values, symbol: 'circle', symbolSize: function (v, p) { return p.dataIndex === last ? 6 : 0; }, showAllSymbol: true, lineStyle: { color: k.color, width: 1.8 }, itemStyle: { color: k.color }, endLabel: { show: true, formatter: data.end, color: C.ink, fontFamily: font, fontSize: 12, distance: 4 }, markLine: limits(data.limit === undefined ? [] : [{ yAxis: data.limit }]) }] };
  }

  function bars(data) {
    return { tooltip: { show: false }, grid: { left: 118, right: 54, top: 4, bottom: 22 }, xAxis: SL.axis({ min: 0, max: data.max || 100 }),
      yAxis: SL.axis({ type: 'category', inverse: true, data: data.labels, axisLine: { show: false }, axisLabel: { color: C.ink, width: 108, overflow: 'truncate' } }),
      series: [{ type: 'bar', barWidth: 13, itemStyle: { color: look(data.wheel).color }, data: data.values, label: { show: true, position: 'right', color: C.ink, fontFamily: font, fontSize: 12, formatter: function (p) { return data.texts ? data.texts[p.dataIndex] : p.value; } }, markLine: limits(data.limit === undefined ? [] : [{ xAxis: data.limit }]) }] };
  }

  SL.kinds = { line: line, scatter: scatter, quadrant: quadrant, contributions: contributions, spark: spark, bars: bars };
})();
