// SPDX-License-Identifier: Apache-2.0
// Figures in equal parts. Every part is an SVG path; draw(shape, n) returns the svg element.
var Shapes = (function () {
  'use strict';
  var NS = 'http://www.w3.org/2000/svg';

  function point(r, turn) {
    var a = (turn - 0.25) * 2 * Math.PI;
    return (r * Math.cos(a)).toFixed(2) + ' ' + (r * Math.sin(a)).toFixed(2);
  }

  function outlines(shape, n) {
    var out = [], i, columns, rows, w, h;
    if (shape === 'pie') {
      for (i = 0; i < n; i++) out.push('M0 0L' + point(94, i / n) + 'A94 94 0 0 1 ' + point(94, (i + 1) / n) + 'Z');
    } else if (shape === 'bar') {
      w = 190 / n;
      for (i = 0; i < n; i++) out.push('M' + (-95 + i * w) + ' -36h' + w + 'v72h' + -w + 'z');
    } else if (shape === 'grid') {
      columns = n % 3 === 0 ? 3 : 2; rows = n / columns; w = 180 / columns; h = 150 / rows;
      for (i = 0; i < n; i++) out.push('M' + (-90 + (i % columns) * w) + ' ' + (-75 + Math.floor(i / columns) * h) + 'h' + w + 'v' + h + 'h' + -w + 'z');
    } else if (shape === 'flower') {
      for (i = 0; i < n; i++) out.push('M' + point(20, i / n) + 'C' + point(70, (i - 0.55) / n) + ' ' + point(96 / Math.cos(0.6 * Math.PI / n), (i - 0.3) / n) + ' ' + point(96, i / n) + 'C' + point(96 / Math.cos(0.6 * Math.PI / n), (i + 0.3) / n) + ' ' + point(70, (i + 0.55) / n) + ' ' + point(20, i / n) + 'Z');
    } else {
      out.push('M40 -85A94 94 0 0 1 40 85Z', 'M40 -85A94 94 0 1 0 40 85Z');
    }
    return out;
  }

  function draw(shape, n, k) {
    var svg = document.createElementNS(NS, 'svg'), list = outlines(shape, n), i, path, heart;
    svg.setAttribute('viewBox', '-104 -104 208 208');
    for (i = 0; i < list.length; i++) {
      path = document.createElementNS(NS, 'path');
      path.setAttribute('d', list[i]);
      path.setAttribute('class', i < k ? 'part on' : 'part');
      svg.appendChild(path);
    }
    if (shape === 'flower') {
      heart = document.createElementNS(NS, 'circle');
      heart.setAttribute('r', '22');
      heart.setAttribute('fill', '#F9C846');
      heart.setAttribute('stroke', '#3A3238');
      heart.setAttribute('stroke-width', '4');
      svg.appendChild(heart);
    }
    return svg;
  }

  return { draw: draw };
}());
